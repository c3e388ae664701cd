// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace latchkey::cli {

/// Rows as columns of text, two blanks between them; the first row is the heading. Control characters are
/// made visible, and nothing is cut.
std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace latchkey::cli
