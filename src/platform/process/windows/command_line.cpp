// SPDX-License-Identifier: Apache-2.0
#include "platform/process/command_line.hpp"

#include <utility>

namespace latchkey {

// Source: botocore/compat.py, _windows_shell_split(), which is
// https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments without the doubled quote.
std::optional<std::vector<std::string>> split_command_line(std::string_view text) {
  std::vector<std::string> words;
  std::optional<std::string> word;  // nullopt: between two
  bool is_quoted = false;
  std::size_t backslashes = 0;
  const auto add = [&](std::size_t count, char c) {
    if (!word) word.emplace();
    word->append(count, c);
  };
  for (const char c : text) {
    if (c == '\\') {
      ++backslashes;
      continue;
    }
    const bool is_quote = c == '"';
    // Before a quote, two backslashes are one, and a single one escapes the quote; elsewhere they are
    // literal.
    const bool is_escaped = is_quote && backslashes % 2 == 1;
    if (backslashes > 0) add(is_quote ? backslashes / 2 : backslashes, '\\');
    backslashes = 0;
    if (is_quote && !is_escaped) {
      is_quoted = !is_quoted;
      add(0, c);
    } else if ((c == ' ' || c == '\t') && !is_quoted) {
      if (word) words.push_back(*std::exchange(word, std::nullopt));
    } else {
      add(1, c);
    }
  }
  if (is_quoted) return std::nullopt;
  if (backslashes > 0) add(backslashes, '\\');
  if (word) words.push_back(*std::move(word));
  return words;
}

const char* command_line_rules() {
  return R"(close it with ", and write \" for a quote that is meant)";
}

const char* usual_shell() {
  return "powershell";
}

std::string command_line_word(std::string_view word) {
  if (!word.empty() && word.find_first_of(" \t\n\v\"") == std::string_view::npos) return std::string(word);
  std::string quoted = "\"";
  std::size_t backslashes = 0;
  for (const char c : word) {
    if (c == '"') quoted.append(backslashes + 1, '\\');
    quoted.push_back(c);
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return quoted.append(backslashes, '\\').append(1, '"');
}

}  // namespace latchkey
