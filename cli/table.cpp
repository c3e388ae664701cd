// SPDX-License-Identifier: Apache-2.0
#include "cli/table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey::cli {

namespace {

std::string tabbed(const std::vector<std::vector<std::string>>& rows) {
  std::string result;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    for (const auto& cell : rows[i])
      result += (&cell == &rows[i].front() ? "" : "\t") + text::printable(cell);
    result += '\n';
  }
  return result;
}

}  // namespace

std::string table(const std::vector<std::vector<std::string>>& rows, bool for_terminal) {
  if (!for_terminal) return tabbed(rows);
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], unicode::length(text::printable(row[i])));
  }
  std::string result;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string cell = text::printable(row[i]);
      line += cell;
      if (i + 1 < row.size()) line.append(widths[i] - unicode::length(cell) + 2, ' ');
    }
    result += std::string(unicode::strip_end(line)) + '\n';
  }
  return result;
}

}  // namespace latchkey::cli
