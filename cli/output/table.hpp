// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <latchkey/error.hpp>

namespace latchkey::cli {

using Cells = std::vector<std::string>;
/// Takes the next lines of a text.
using LineSink = std::function<Result<void>(const std::string& lines)>;

/// A table whose rows are made when they are written, so that none is kept.
struct Table {
  Cells heading;
  std::size_t size = 0;                          ///< number of rows
  std::function<Cells(std::size_t row)> row_at;  ///< called twice for each row on a terminal
};

/// Writes aligned columns for a terminal; elsewhere a line for each row with tabs between the cells and no
/// heading, for cut and awk. Control characters are made visible, and nothing is cut off. Errors: of `sink`.
Result<void> write_table(const Table& table, bool for_terminal, const LineSink& sink);

/// The same as text, from rows whose first is the heading.
std::string table(const std::vector<Cells>& rows, bool for_terminal);

}  // namespace latchkey::cli
