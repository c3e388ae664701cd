// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace latchkey::cli {

/// Rows of cells, the first of them the heading: aligned columns on a terminal; elsewhere a line a row with
/// tabs between the cells and no heading, for cut and awk. Control characters are made visible, and nothing
/// is cut off.
std::string table(const std::vector<std::vector<std::string>>& rows, bool for_terminal);

}  // namespace latchkey::cli
