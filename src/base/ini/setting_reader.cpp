// SPDX-License-Identifier: Apache-2.0
#include "base/ini/setting_reader.hpp"

#include <algorithm>
#include <optional>

#include "base/ini/name_index.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {
namespace {

/// str.splitlines() for what it knows beyond "\n", which nested values are split by.
bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

std::optional<Nested> parse_nested(std::string_view text) {
  Nested nested;
  NameIndex index;
  const auto name_at = [&nested](std::uint32_t position) -> std::string_view {
    return nested[position].first;
  };
  while (!text.empty()) {
    auto rest = text;
    std::size_t size = 0;
    while (!rest.empty()) {
      const auto before = rest.size();
      if (ends_line(unicode::next(rest))) break;
      size += before - rest.size();
    }
    const auto line = unicode::strip(text.substr(0, size));
    text = rest;
    if (line.empty()) continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = unicode::strip(line.substr(0, equals));
    nested.emplace_back(key, unicode::strip(line.substr(equals + 1)));
    if (const auto same = index.add(static_cast<std::uint32_t>(nested.size() - 1), name_at)) {
      nested[*same].second = nested.back().second;
      nested.pop_back();
    }
  }
  return nested;
}

}  // namespace

std::string_view SettingReader::continue_with(std::string_view line) {
  const auto text = unicode::strip(line);
  if (text.empty()) {
    ++blank_lines_;
    return {};
  }
  if (text.front() == '#' || text.front() == ';') return {};
  const std::size_t indent =
      text.data() == line.data()
          ? 0
          : unicode::length({line.data(), static_cast<std::size_t>(text.data() - line.data())});
  if (is_open_ && indent > last_indent_) {
    join(text);
    return {};
  }
  last_indent_ = indent;
  return text;
}

SettingReader::Start SettingReader::start(std::string_view text, std::uint32_t number) {
  const auto equals = text.find('=');
  const auto delimiter = std::min(equals, text.substr(0, equals).find(':'));
  auto key = unicode::strip_end(text.substr(0, delimiter));  // `text` begins with no blank
  if (delimiter == std::string_view::npos || key.empty()) return Start::other;
  end();
  if (!unicode::is_lower(key)) {
    key = list_->keep(unicode::lower(key));
    memory_ += sizeof(SecretText) + kAllocation + key.size();
  }
  memory_ += sizeof(Setting) + (list_->settings().size() >= kFew ? kIndexEntry : 0);
  blank_lines_ = 0;
  is_open_ = true;
  key_ = key;
  const Value value(unicode::strip(text.substr(delimiter + 1)));
  return list_->add({key, value, number}) ? Start::setting : Start::repeated;
}

void SettingReader::end() {
  is_open_ = false;
  if (!std::exchange(is_joined_, false)) return;
  auto& setting = list_->settings().back();
  memory_ += sizeof(SecretText) + kAllocation + joined_.size();
  const auto text = list_->keep(std::exchange(joined_, {}));
  if (text.front() != '\n') {
    setting.value = Value(text);
    return;
  }
  auto nested = parse_nested(text);
  if (nested) {
    memory_ += sizeof(Nested) + kAllocation + nested->size() * sizeof(Nested::value_type);
    setting.value = Value(list_->keep(*std::move(nested)));
  } else if (problem_.line == 0) {
    problem_ = {setting.line, std::string(setting.key)};
  }
}

void SettingReader::join(std::string_view text) {
  if (!std::exchange(is_joined_, true)) joined_ = SecretText(*list_->settings().back().text());
  joined_.append(std::string(std::exchange(blank_lines_, 0) + 1, '\n')).append(text);
}

std::string_view next_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

void read_settings(SettingList& list, std::string_view text, std::uint32_t number) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  list.settings().reserve(std::min(lines, kFew));  // the last line of a file may need one more
  SettingReader reader(list);
  while (!text.empty()) {
    const auto line = reader.continue_with(next_line(text));
    if (!line.empty()) reader.start(line, number);
    ++number;
  }
  reader.end();
}

}  // namespace latchkey::ini
