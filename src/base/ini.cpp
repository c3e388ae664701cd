// SPDX-License-Identifier: Apache-2.0
#include "base/ini.hpp"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {
namespace {

constexpr std::string_view kDefaultSection = "DEFAULT";

/// "\r\n" and a lone "\r" end a line as "\n" does; no other character does so at this level.
std::string with_plain_newlines(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result.push_back(text[i]);
    } else {
      result.push_back('\n');
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return result;
}

/// How many sections `text` can have; growing to thousands of them would touch twice the memory.
std::size_t most_sections(std::string_view text) {
  std::size_t count = 1;
  for (auto at = text.find("\n["); at != std::string_view::npos; at = text.find("\n[", at + 1)) ++count;
  return count;
}

/// str.splitlines() for what it knows beyond "\n", which nested values are split by.
bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

std::optional<Nested> parse_nested(std::string_view text) {
  Nested nested;
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
    std::string value(unicode::strip(line.substr(equals + 1)));
    const auto same =
        std::find_if(nested.begin(), nested.end(), [&](const auto& pair) { return pair.first == key; });
    if (same != nested.end()) {
      same->second = std::move(value);
    } else {
      nested.emplace_back(key, std::move(value));
    }
  }
  return nested;
}

/// A key for messages; one that is no setting's name may be a secret on the wrong side of its "=".
std::string shown_key(const std::string& key) {
  const bool is_name =
      key.size() <= 40 && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
  return is_name ? key : "(not shown)";
}

std::size_t first_invalid_line(std::string_view text) {
  for (std::size_t number = 1;; ++number) {
    const auto end = text.find('\n');
    if (!unicode::is_valid(text.substr(0, end)) || end == std::string_view::npos) return number;
    text.remove_prefix(end + 1);
  }
}

class Parser {
 public:
  explicit Parser(std::string_view path) : path_(path) {}

  Result<File> parse(std::string_view text) {
    file_.reserve(most_sections(text));
    std::uint32_t number = 0;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      CHECK(take_line(line, ++number));
    }
    if (first_bad_line_ != 0)
      return bad(first_bad_line_, "a line is neither a section, nor a setting, nor a comment");
    for (auto& section : file_) CHECK(finish(section));
    CHECK(finish(defaults_));
    for (auto& setting : defaults_.settings) setting.inherited = true;
    for (auto& section : file_) {
      for (const auto& setting : defaults_.settings) {
        if (section.find(setting.key) == nullptr) section.settings.push_back(setting);
      }
    }
    return std::move(file_);
  }

 private:
  tl::unexpected<Error> bad(
      std::uint32_t line, const std::string& why,
      const char* hint = "correct that line; botocore cannot read the file as it is") const {
    return fail(
        ErrorKind::config,
        "unable to parse config file: " + std::string(path_) + ": line " + std::to_string(line) + ": " + why,
        hint);
  }

  Result<void> take_line(std::string_view line, std::uint32_t number) {
    const auto text = unicode::strip(line);
    if (text.empty()) {
      if (open_) *open_ += '\n';
      return {};
    }
    if (text.front() == '#' || text.front() == ';') return {};
    const std::size_t indent =
        text.data() == line.data()
            ? 0
            : unicode::length({line.data(), static_cast<std::size_t>(text.data() - line.data())});
    if (open_ && indent > last_indent_) {
      *open_ += '\n';
      *open_ += text;
      return {};
    }
    last_indent_ = indent;
    // Up to the last "]" of the line, as Python 3.11's greedy pattern takes it; at least one character
    // between.
    const auto close = text.front() == '[' ? text.rfind(']') : std::string_view::npos;
    if (close != std::string_view::npos && close > 1) return open_section(text.substr(1, close - 1), number);
    if (!section_ && starts_with_bom(text))
      return bad(number, "the file begins with a byte order mark",
                 "save the file as UTF-8 without a byte order mark");
    if (!section_) return bad(number, "a setting stands before the first [section]");
    return take_setting(text, number);
  }

  static bool starts_with_bom(std::string_view text) { return text.substr(0, 3) == "\xEF\xBB\xBF"; }

  Result<void> open_section(std::string_view name, std::uint32_t number) {
    open_ = nullptr;
    if (name == kDefaultSection) {
      section_ = &defaults_;
      return {};
    }
    if (!names_.insert(name).second) {
      return bad(number, "section [" + std::string(name) + "] appears twice");
    }
    section_ = &file_.emplace_back(Section{std::string(name), {}, number});
    section_->settings.reserve(
        4);  // as most profiles have; grown from one they would cost three times as much
    return {};
  }

  Result<void> take_setting(std::string_view text, std::uint32_t number) {
    const auto delimiter = std::min(text.find('='), text.find(':'));
    const auto name = unicode::strip_end(text.substr(0, delimiter));  // `text` begins with no blank
    if (delimiter == std::string_view::npos || name.empty()) {
      // Reported when the whole file was read, as a duplicate that follows is reported first.
      if (first_bad_line_ == 0) first_bad_line_ = number;
      return {};
    }
    auto key = unicode::lower(name);
    if (section_->find(key) != nullptr) {
      return bad(number, "setting " + shown_key(key) + " appears twice in [" +
                             (section_ == &defaults_ ? std::string(kDefaultSection) : section_->name) + "]");
    }
    auto& setting = section_->settings.emplace_back();
    setting.key = std::move(key);
    setting.line = number;
    open_ = &std::get<std::string>(setting.value);
    *open_ = unicode::strip(text.substr(delimiter + 1));
    return {};
  }

  /// Ends each value of a section: trailing blanks go, and one that starts with a line end is nested.
  Result<void> finish(Section& section) const {
    for (auto& setting : section.settings) {
      auto& value = std::get<std::string>(setting.value);
      value.resize(unicode::strip_end(value).size());
      if (value.empty() || value.front() != '\n') continue;
      auto nested = parse_nested(value);
      if (!nested) return bad(setting.line, "a line below " + setting.key + " has no \"=\"");
      setting.value = std::move(*nested);
    }
    return {};
  }

  std::string_view path_;
  File file_;
  Section defaults_;
  Section* section_ = nullptr;   // in file_, which grows only when this is set anew
  std::string* open_ = nullptr;  // the value that continuation lines belong to, in section_
  std::size_t last_indent_ = 0;
  std::uint32_t first_bad_line_ = 0;
  std::unordered_set<std::string_view> names_;  // views into the text
};

}  // namespace

const Setting* Section::find(std::string_view key) const {
  const auto found =
      std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

Result<File> parse(std::string_view text, std::string_view path) {
  if (!unicode::is_valid(text)) {
    return fail(ErrorKind::config,
                "unable to parse config file: " + std::string(path) + ": line " +
                    std::to_string(first_invalid_line(text)) + ": it is not UTF-8 text",
                "save the file as UTF-8 without a byte order mark");
  }
  std::string copy;
  if (text.find('\r') != std::string_view::npos) {
    copy = with_plain_newlines(text);
    text = copy;
  }
  return Parser(path).parse(text);
}

}  // namespace latchkey::ini
