// SPDX-License-Identifier: Apache-2.0
#include "cli/output/page.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey::cli {

void Page::section(const std::string& title, Style style) {
  text_ += (text_.empty() ? "" : "\n") + painted(text::printable(title), style, has_colours_) + '\n';
}

void Page::line(std::size_t indent, const std::string& words, Style style) {
  wrap(indent, indent + 2, words, style);
}

void Page::paragraph(std::size_t indent, const std::string& words) {
  wrap(indent, indent, words, Style::plain);
}

void Page::wrap(std::size_t indent, std::size_t further, const std::string& words, Style style) {
  std::string line;
  auto start = indent;
  auto width = indent;
  const auto end_line = [&] { text_ += std::string(start, ' ') + painted(line, style, has_colours_) + '\n'; };
  std::string_view rest = words;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' ', rest.find_first_not_of(' ')), rest.size());
    auto word = text::printable(rest.substr(0, end));
    rest.remove_prefix(end);
    if (!line.empty() && width + unicode::length(word) > width_) {
      end_line();
      word = std::string(unicode::strip_start(word));
      line.clear();
      start = width = further;
    }
    line += word;
    width += unicode::length(word);
  }
  end_line();
}

void Page::last(const std::string& words) {
  const auto line = text::printable(words);
  const auto label = line.find(' ');
  text_ += '\n' + painted(line.substr(0, label), Style::next, has_colours_) +
           (label == std::string::npos ? std::string() : line.substr(label)) + '\n';
}

std::string Page::take() {
  return std::move(text_);
}

}  // namespace latchkey::cli
