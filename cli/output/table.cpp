// SPDX-License-Identifier: Apache-2.0
#include "cli/output/table.hpp"

#include <algorithm>
#include <string_view>

#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

namespace {

using Widths = std::vector<std::size_t>;

std::optional<std::size_t> screen_columns() {
  const auto screen = screen_size();
  return screen ? std::optional<std::size_t>(screen->columns) : std::nullopt;
}

void widen(Widths& widths, const Cells& row) {
  widths.resize(std::max(widths.size(), row.size()));
  for (std::size_t i = 0; i < row.size(); ++i)
    widths[i] = std::max(widths[i], unicode::length(text::printable(row[i].text)));
}

/// Narrows the widest columns until a row fits `columns`, or until all are narrow.
void fit(Widths& widths, std::size_t columns) {
  auto width = kTableGap * (widths.size() - 1);
  for (const auto one : widths) width += one;
  for (; width > columns; --width) {
    auto& widest = *std::max_element(widths.begin(), widths.end());
    if (widest <= kLeastColumn) return;
    --widest;
  }
}

/// The first `count` characters.
std::string_view first_of(std::string_view text, std::size_t count) {
  auto rest = text;
  for (; count > 0 && !rest.empty(); --count) unicode::next(rest);
  return text.substr(0, text.size() - rest.size());
}

/// `cell` in at most `width` characters, of which there are kLeastColumn. An ARN keeps its end, which
/// identifies it.
std::string shortened(const std::string& cell, std::size_t width) {
  const auto length = unicode::length(cell);
  if (length <= width) return cell;
  constexpr std::string_view kArn = "arn:";
  const auto kept = width - kCut.size();
  const auto tail = cell.starts_with(kArn) ? kept - kArn.size() : 0;
  const auto end = first_of(cell, length - tail).size();
  return std::string(first_of(cell, kept - tail)) + std::string(kCut) + cell.substr(end);
}

std::string aligned(const Cells& row, const Widths& widths, bool has_colours, bool is_heading = false) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto cell = shortened(text::printable(row[i].text), widths[i]);
    line += painted(cell, is_heading ? Style::heading : row[i].style, has_colours);
    if (i + 1 < row.size()) line.append(widths[i] - unicode::length(cell) + kTableGap, ' ');
  }
  return std::string(unicode::strip_end(line)) + '\n';
}

std::string tabbed(const Cells& row) {
  std::string line;
  for (const auto& cell : row) line += (&cell == &row.front() ? "" : "\t") + text::printable(cell.text);
  return line + '\n';
}

}  // namespace

Result<void> write_table(const Table& table, bool for_terminal, const LineSink& sink) {
  constexpr std::size_t kAtOnce = 1U << 20U;
  Widths widths;
  std::string text;
  const bool has_colours = for_terminal && output_has_colours();
  if (for_terminal) {
    widen(widths, table.heading);
    for (std::size_t i = 0; i < table.size; ++i) widen(widths, table.row_at(i));
    if (const auto columns = table.columns ? table.columns : screen_columns()) fit(widths, *columns);
    text = aligned(table.heading, widths, has_colours, true);
  }
  for (std::size_t i = 0; i < table.size; ++i) {
    text += for_terminal ? aligned(table.row_at(i), widths, has_colours) : tabbed(table.row_at(i));
    if (text.size() < kAtOnce) continue;
    CHECK(sink(text));
    text.clear();
  }
  return text.empty() ? Result<void>() : sink(text);
}

std::string indented_rows(const std::vector<Cells>& rows) {
  constexpr std::size_t kIndent = 2;
  Widths widths;
  for (const auto& row : rows) widen(widths, row);
  if (const auto columns = screen_columns(); columns && !widths.empty())
    fit(widths, *columns - std::min(*columns, kIndent));
  std::string text;
  for (const auto& row : rows) text += std::string(kIndent, ' ') + aligned(row, widths, output_has_colours());
  return text;
}

std::string table(const std::vector<Cells>& rows, bool for_terminal) {
  std::string text;
  const Table whole{rows.front(), rows.size() - 1, [&rows](std::size_t row) { return rows[row + 1]; }};
  static_cast<void>(write_table(whole, for_terminal, [&text](const std::string& lines) -> Result<void> {
    text += lines;
    return {};
  }));
  return text;
}

bool is_too_wide(std::string_view line) {
  const auto columns = screen_columns();
  return columns && unicode::length(line) > *columns;
}

}  // namespace latchkey::cli
