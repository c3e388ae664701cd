// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/output/style.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// A text and how it looks on a terminal. Made from a text alone, it is plain.
struct Cell {
  Cell(std::string words, Style look = Style::plain) : text(std::move(words)), style(look) {}
  Cell(std::string_view words, Style look = Style::plain) : text(words), style(look) {}
  Cell(const char* words, Style look = Style::plain) : text(words), style(look) {}

  std::string text;
  Style style;
};
using Cells = std::vector<Cell>;
/// Takes the next lines of a text.
using LineSink = std::function<Result<void>(const std::string& lines)>;

/// A table whose rows are computed when they are written, and not stored.
struct Table {
  Cells heading;
  std::size_t size = 0;                          ///< number of rows
  std::function<Cells(std::size_t row)> row_at;  ///< called twice for each row on a terminal
  std::optional<std::size_t> columns =
      std::nullopt;  ///< width of the terminal; nullopt: that of standard output
};

/// Writes aligned columns for a terminal. Cells that do not fit its width are shortened by "...": an ARN in
/// the middle, other text at its end. For other outputs, writes a line for each row with tabs between the
/// whole cells, without a heading and never in colour, for cut and awk. Control characters are made visible,
/// so that `sink` can be print_raw(). Errors: of `sink`.
Result<void> write_table(const Table& table, bool for_terminal, const LineSink& sink);

/// The same as text, from rows whose first is the heading.
std::string table(const std::vector<Cells>& rows, bool for_terminal);

/// Aligned lines without a heading, indented by two columns, that fit a terminal. In pipes they are the same.
std::string indented_rows(const std::vector<Cells>& rows);

/// Whether `line` is wider than the terminal that standard output is.
bool is_too_wide(std::string_view line);

}  // namespace latchkey::cli
