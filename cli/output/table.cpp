// SPDX-License-Identifier: Apache-2.0
#include "cli/output/table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey::cli {

namespace {

using Widths = std::vector<std::size_t>;

void widen(Widths& widths, const Cells& row) {
  widths.resize(std::max(widths.size(), row.size()));
  for (std::size_t i = 0; i < row.size(); ++i)
    widths[i] = std::max(widths[i], unicode::length(text::printable(row[i])));
}

std::string aligned(const Cells& row, const Widths& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = text::printable(row[i]);
    line += cell;
    if (i + 1 < row.size()) line.append(widths[i] - unicode::length(cell) + 2, ' ');
  }
  return std::string(unicode::strip_end(line)) + '\n';
}

std::string tabbed(const Cells& row) {
  std::string line;
  for (const auto& cell : row) line += (&cell == &row.front() ? "" : "\t") + text::printable(cell);
  return line + '\n';
}

}  // namespace

Result<void> write_table(const Table& table, bool for_terminal, const LineSink& sink) {
  constexpr std::size_t kAtOnce = 1U << 20U;
  Widths widths;
  std::string text;
  if (for_terminal) {
    widen(widths, table.heading);
    for (std::size_t i = 0; i < table.size; ++i) widen(widths, table.row_at(i));
    text = aligned(table.heading, widths);
  }
  for (std::size_t i = 0; i < table.size; ++i) {
    text += for_terminal ? aligned(table.row_at(i), widths) : tabbed(table.row_at(i));
    if (text.size() < kAtOnce) continue;
    CHECK(sink(text));
    text.clear();
  }
  return text.empty() ? Result<void>() : sink(text);
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

}  // namespace latchkey::cli
