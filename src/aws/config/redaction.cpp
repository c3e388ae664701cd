// SPDX-License-Identifier: Apache-2.0
#include "aws/config/redaction.hpp"

#include <algorithm>

#include "aws/config/setting_table.hpp"
#include "base/ini/header.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

/// A secret on the wrong side of its "=" is no name.
bool is_name(std::string_view key) {
  constexpr std::size_t kLongest = 40;
  return !key.empty() && key.size() <= kLongest &&
         key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// Whether it is exactly `PROGRAM process --profile NAME`.
bool is_ours(std::string_view command) {
  constexpr std::size_t kWords = 4;
  const auto words = split_command_line(command);
  return words && words->size() == kWords && (*words)[1] == "process" && (*words)[2] == "--profile";
}

bool is_open(std::string_view key, std::string_view value) {
  if (key.substr(0, kAdoptedPrefix.size()) == kAdoptedPrefix) key.remove_prefix(kAdoptedPrefix.size());
  const auto* setting = find_setting(key);
  if (setting == nullptr) return false;
  return setting->visibility == Visibility::own_program ? is_ours(value)
                                                        : setting->visibility == Visibility::everywhere;
}

/// `text` is stripped.
std::string shown_setting(std::string_view text) {
  const auto delimiter = text.find_first_of("=:");
  if (delimiter == std::string_view::npos) return kHiddenText;
  const auto key = unicode::lower(unicode::strip_end(text.substr(0, delimiter)));
  if (!is_name(key)) return kHiddenText;
  if (is_open(key, text.substr(delimiter + 1))) return std::string(text);
  return std::string(text.substr(0, delimiter + 1)) + ' ' + kHiddenText;
}

/// Comments that are prose are shown. A commented-out setting is a setting, and a long word may be a key.
bool is_prose(std::string_view text) {
  constexpr std::size_t kLongWord = 20;
  if (text.find_first_of("=:") != std::string_view::npos) return false;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end >= kLongWord) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

/// A header up to its last "]". The text after it, which no tool reads, may be a secret, and so may a line
/// without "]".
std::string shown_header(std::string_view text) {
  const auto end = text.rfind(']');
  if (end == std::string_view::npos) return ini::meant_header(text) ? std::string(text) : kHiddenText;
  const auto rest = unicode::strip_start(text.substr(end + 1));
  if (rest.empty() || rest.front() == '#' || rest.front() == ';')
    return std::string(text.substr(0, text.size() - rest.size())) + redacted_line(rest);
  return std::string(text.substr(0, end + 1)) + ' ' + kHiddenText;
}

}  // namespace

std::string redacted_line(std::string_view line) {
  auto text = unicode::strip(line);
  if (text.empty()) return text::printable(line);
  std::string shown(line.substr(0, static_cast<std::size_t>(text.data() - line.data())));
  if (text.front() == '#' || text.front() == ';') {
    const auto content = std::min(text.find_first_not_of("#; \t"), text.size());
    shown += text.substr(0, content);
    text.remove_prefix(content);
    shown += is_prose(text) ? std::string(text) : shown_setting(text);
  } else {
    shown += text.front() == '[' ? shown_header(text) : shown_setting(text);
  }
  return text::printable(shown);
}

}  // namespace latchkey
