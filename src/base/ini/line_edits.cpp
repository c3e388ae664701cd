// SPDX-License-Identifier: Apache-2.0
#include "base/ini/line_edits.hpp"

#include <algorithm>

namespace latchkey {
namespace {

constexpr std::size_t kContext = 3;

/// "12,4" for a hunk's header; a side without lines is positioned after the previous line.
std::string range(std::size_t first, std::size_t count) {
  if (count == 1) return std::to_string(first);
  return std::to_string(count == 0 ? first - 1 : first) + ',' + std::to_string(count);
}

/// The first line with its end, which is removed from `text`.
std::string_view take_line(std::string_view& text) {
  auto size = text.find_first_of("\r\n");
  if (size == std::string_view::npos) {
    size = text.size();
  } else {
    size += text.substr(size, 2) == "\r\n" ? 2 : 1;
  }
  const auto line = text.substr(0, size);
  text.remove_prefix(size);
  return line;
}

class Diff {
 public:
  Diff(std::string_view text, const std::function<std::string(std::string_view)>& shown)
      : lines_(lines_of(text)), shown_(shown) {}

  /// Adds the hunk of the edits [first, last), whose contexts touch.
  void add(LineEdits::const_iterator first, LineEdits::const_iterator last) {
    const std::size_t begin = first->line > kContext ? first->line - kContext : 1;
    const std::size_t end = std::min(std::prev(last)->line + kContext, lines_.size());
    std::string body;
    std::size_t now = 0;
    for (std::size_t line = begin; line <= end;) {
      if (first == last || first->line != line) {
        put(body, ' ', lines_[line++ - 1]);
        ++now;
        continue;
      }
      // In a run of changed lines, removed lines precede added ones, as usual.
      auto run = first;
      for (; run != last && run->line == line; ++run) put(body, '-', lines_[line++ - 1]);
      for (; first != run; ++first) {
        for (const auto& added : first->now) put(body, '+', added);
        now += first->now.size();
      }
    }
    const std::size_t count = end - begin + 1;
    text_ += "@@ -" + range(begin, count) + " +" + range(begin + grown_, now) + " @@\n" + body;
    grown_ += now - count;  // modulo arithmetic: it may shrink
  }

  std::string take() { return std::move(text_); }

 private:
  void put(std::string& body, char sign, std::string_view line) const {
    const auto content = without_line_end(line);
    body += sign + shown_(content) + '\n';
    if (content.size() == line.size()) body += "\\ No newline at end of file\n";
  }

  std::vector<std::string_view> lines_;
  const std::function<std::string(std::string_view)>& shown_;
  std::string text_;
  std::size_t grown_ = 0;
};

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::size_t count = 0;
  for (auto rest = text; !rest.empty(); take_line(rest)) ++count;
  std::vector<std::string_view> lines;
  lines.reserve(count);
  while (!text.empty()) lines.push_back(take_line(text));
  return lines;
}

std::string_view without_line_end(std::string_view line) {
  return line.substr(0, line.find_first_of("\r\n"));
}

SecretText edited(std::string_view text, const LineEdits& edits) {
  SecretText result;
  result.reserve(text.size() + edits.size() * 32);
  auto edit = edits.begin();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto line = take_line(text);
    if (edit == edits.end() || edit->line != number) {
      result += line;
      continue;
    }
    for (const auto& now : edit->now) result += now;
    ++edit;
  }
  return result;
}

std::string unified_diff(std::string_view text, const LineEdits& edits, const std::string& path,
                         const std::function<std::string(std::string_view)>& shown) {
  if (edits.empty()) return {};
  Diff diff(text, shown);
  for (auto first = edits.begin(); first != edits.end();) {
    auto last = std::next(first);
    while (last != edits.end() && last->line <= std::prev(last)->line + 2 * kContext + 1) ++last;
    diff.add(first, last);
    first = last;
  }
  return "--- " + path + "\n+++ " + path + '\n' + diff.take();
}

}  // namespace latchkey
