// SPDX-License-Identifier: Apache-2.0
#include "cli/table.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey::cli {

std::string table(const std::vector<std::vector<std::string>>& rows) {
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
