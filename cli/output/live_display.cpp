// SPDX-License-Identifier: Apache-2.0
#include "cli/output/live_display.hpp"

#include <algorithm>
#include <vector>

namespace latchkey::cli {
namespace {

std::vector<std::string_view> lines_in(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The first `most` characters of UTF-8 text. Sequences for colours have no width, and a cut does not leave
/// the colour on.
std::string start_of(std::string_view line, std::size_t most) {
  std::size_t characters = 0;
  bool has_colours = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b') {
      has_colours = true;
      i = line.find('m', i);
      continue;
    }
    const bool begins_one = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
    if (begins_one && ++characters > most)
      return std::string(line.substr(0, i)) + (has_colours ? "\x1b[0m" : "");
  }
  return std::string(line);
}

}  // namespace

std::string LiveDisplay::frame(const std::string& text, const ScreenSize& screen) {
  const std::string to_line_end = "\x1b[K";
  const std::string to_screen_end = "\x1b[J";
  auto lines = lines_in(text);
  // The cursor is on the last row.
  const auto fit = std::max<std::size_t>(screen.rows, 2) - 1;
  std::string more;
  if (lines.size() > fit) {
    more = "... " + std::to_string(lines.size() - fit + 1) + " lines more";
    lines.resize(fit - 1);
    lines.emplace_back(more);
  }
  std::string drawn;
  const auto up = std::min(shown_, fit);
  if (up > 0) drawn = "\r\x1b[" + std::to_string(up) + 'A';
  // After a line as wide as the screen, the cursor position is undefined.
  for (const auto& line : lines) {
    drawn += start_of(line, std::max<std::size_t>(screen.columns, 2) - 1);
    drawn += to_line_end + '\n';
  }
  shown_ = lines.size();
  return drawn + to_screen_end;
}

}  // namespace latchkey::cli
