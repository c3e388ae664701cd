// SPDX-License-Identifier: Apache-2.0
#include "base/ini.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/try.hpp"
#include "base/unicode.hpp"

namespace latchkey::ini {
namespace {

constexpr std::string_view kDefaultSection = "DEFAULT";

/// As many names are compared one by one; beyond that a NameIndex finds them.
constexpr std::size_t kFew = 16;
/// Longer values are not compared with those that are there.
constexpr std::size_t kLongestShared = 64;

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
      nested[*same].second = std::move(nested.back().second);
      nested.pop_back();
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

/// The values of a file, each text once.
class ValueStore {
  auto name_at() const {
    return [this](std::uint32_t position) -> std::string_view {
      return std::get<std::string>(values_[position]);
    };
  }

 public:
  explicit ValueStore(std::deque<Value::Content>& values) : values_(values) {}

  /// Returns whether the value is new.
  std::pair<Value, bool> add(std::string_view text) {
    const auto position = static_cast<std::uint32_t>(values_.size());
    if (text.size() <= kLongestShared) {
      if (const auto known = index_.find(text, name_at())) return {Value(&values_[*known]), false};
    }
    values_.emplace_back(std::in_place_type<std::string>, text);
    if (text.size() <= kLongestShared) index_.add(position, name_at());
    return {Value(&values_.back()), true};
  }

  Value add(Nested nested) { return Value(&values_.emplace_back(std::move(nested))); }

 private:
  std::deque<Value::Content>& values_;
  NameIndex index_;  // of the texts that are not long
};

std::size_t memory_of(std::string_view text) {
  constexpr std::size_t kWithin = 15;  // characters that std::string holds without an allocation
  constexpr std::size_t kAllocation = 24;
  return text.size() > kWithin ? text.size() + kAllocation : 0;
}

class Parser {
 public:
  Parser(std::string_view path, std::size_t most_memory) : path_(path), most_memory_(most_memory) {}

  Result<File> parse(std::string_view text) {
    file_.sections.reserve(std::min(most_sections(text), most_memory_ / sizeof(Section)));
    std::uint32_t number = 0;
    while (!text.empty()) {
      const auto end = text.find('\n');
      const auto line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      CHECK(take_line(line, ++number));
      if (memory_ > most_memory_) return too_large(number);
    }
    end_section();
    if (first_bad_line_ != 0)
      return bad(first_bad_line_, "a line is neither a section, nor a setting, nor a comment");
    for (const auto* problem : {&bad_nested_, &bad_nested_default_}) {
      if (problem->line != 0) return bad(problem->line, "a line below " + problem->key + " has no \"=\"");
    }
    CHECK(inherit_defaults());
    return std::move(file_);
  }

 private:
  struct NestedProblem {
    std::uint32_t line = 0;
    std::string key;
  };

  tl::unexpected<Error> bad(
      std::uint32_t line, const std::string& why,
      const char* hint = "correct that line; botocore cannot read the file as it is") const {
    return fail(
        ErrorKind::config,
        "unable to parse config file: " + std::string(path_) + ": line " + std::to_string(line) + ": " + why,
        hint);
  }

  tl::unexpected<Error> too_large(std::uint32_t line) const {
    return bad(line,
               "the file is too large: the settings up to this line need more than " +
                   std::to_string(most_memory_ >> 20U) + " MB of memory",
               "remove profiles that are not in use, or split the file and set AWS_CONFIG_FILE");
  }

  Result<void> take_line(std::string_view line, std::uint32_t number) {
    const auto text = unicode::strip(line);
    if (text.empty()) {
      if (is_open_) value_ += '\n';
      return {};
    }
    if (text.front() == '#' || text.front() == ';') return {};
    const std::size_t indent =
        text.data() == line.data()
            ? 0
            : unicode::length({line.data(), static_cast<std::size_t>(text.data() - line.data())});
    if (is_open_ && indent > last_indent_) {
      value_ += '\n';
      value_ += text;
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
    end_section();
    if (name == kDefaultSection) {
      section_ = &defaults_;
      settings_ = std::move(defaults_.settings);
      keys_ = std::move(default_keys_);
      return {};
    }
    auto& sections = file_.sections;
    section_ = &sections.emplace_back();
    section_->name = name;
    section_->line = number;
    const auto name_at = [&sections](std::uint32_t position) -> std::string_view {
      return sections[position].name;
    };
    if (names_.add(static_cast<std::uint32_t>(sections.size() - 1), name_at))
      return bad(number, "section [" + std::string(name) + "] appears twice");
    constexpr std::size_t kProfile = 160;  // what Config adds for a section
    memory_ += sizeof(Section) + kProfile + 2 * memory_of(name);
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
    end_setting();
    auto& setting = settings_.emplace_back();
    setting.key = unicode::lower(name);
    setting.line = number;
    if (is_known(setting.key)) {
      return bad(number, "setting " + shown_key(setting.key) + " appears twice in [" +
                             (section_ == &defaults_ ? std::string(kDefaultSection) : section_->name) + "]");
    }
    is_open_ = true;
    value_ = unicode::strip(text.substr(delimiter + 1));
    return {};
  }

  auto key_at() const {
    return [this](std::uint32_t position) -> std::string_view { return settings_[position].key; };
  }

  /// Whether an earlier setting has the key of the last one.
  bool is_known(std::string_view key) {
    const auto count = static_cast<std::uint32_t>(settings_.size());
    if (count <= kFew) {
      return std::any_of(settings_.begin(), std::prev(settings_.end()),
                         [&](const Setting& setting) { return setting.key == key; });
    }
    for (std::uint32_t i = keys_.empty() ? 0 : count - 1; i + 1 < count; ++i) keys_.add(i, key_at());
    return keys_.add(count - 1, key_at()).has_value();
  }

  /// Ends the value of the last setting: trailing blanks go, and one that starts with a line end is nested.
  void end_setting() {
    if (!is_open_) return;
    is_open_ = false;
    auto& setting = settings_.back();
    const auto text = unicode::strip_end(value_);
    constexpr std::size_t kIndex = 16;
    memory_ += sizeof(Setting) + memory_of(setting.key) + (settings_.size() > kFew ? kIndex : 0);
    if (text.empty() || text.front() != '\n') {
      const auto [value, is_new] = values_.add(text);
      setting.value = value;
      if (is_new) memory_ += sizeof(Value::Content) + kIndex + memory_of(text);
      return;
    }
    auto nested = parse_nested(text);
    auto& problem = section_ == &defaults_ ? bad_nested_default_ : bad_nested_;
    if (!nested && problem.line == 0) problem = {setting.line, setting.key};
    if (!nested) return;
    for (const auto& [key, value] : *nested)
      memory_ += sizeof(Nested::value_type) + memory_of(key) + memory_of(value);
    setting.value = values_.add(*std::move(nested));
  }

  /// Hands the settings over to their section, without room for more.
  void end_section() {
    end_setting();
    if (section_ == nullptr) return;
    if (section_ == &defaults_) {  // it may be opened again
      defaults_.settings = std::exchange(settings_, {});
      default_keys_ = std::exchange(keys_, {});
      return;
    }
    constexpr std::size_t kMany = 1024;  // of them the room is not worth a copy
    if (settings_.size() >= kMany) {
      section_->settings = std::exchange(settings_, {});
    } else {
      section_->settings.assign(std::make_move_iterator(settings_.begin()),
                                std::make_move_iterator(settings_.end()));
      settings_.clear();
    }
    keys_.clear();
    section_->settings_changed();
  }

  Result<void> inherit_defaults() {
    auto& defaults = defaults_.settings;
    if (defaults.empty()) return {};
    const auto added = defaults.size() * file_.size();
    if (memory_ + added * sizeof(Setting) > most_memory_) {
      return bad(defaults.front().line,
                 "[DEFAULT] is too large: it adds " + std::to_string(defaults.size()) +
                     " settings to each of " + std::to_string(file_.size()) + " sections",
                 "move the settings of [DEFAULT] to the profiles that need them");
    }
    for (auto& setting : defaults) setting.inherited = true;
    for (auto& section : file_) {
      std::vector<const Setting*> missing;
      for (const auto& setting : defaults) {
        if (section.find(setting.key) == nullptr) missing.push_back(&setting);
      }
      section.settings.reserve(section.settings.size() + missing.size());
      for (const auto* setting : missing) section.settings.push_back(*setting);
      section.settings_changed();
    }
    return {};
  }

  std::string_view path_;
  std::size_t most_memory_;
  std::size_t memory_ = 0;  // about what file_ takes
  File file_;
  ValueStore values_{file_.values};
  NameIndex names_;  // of the sections
  Section defaults_;
  Section* section_ = nullptr;     // in file_, which grows only when this is set anew
  std::vector<Setting> settings_;  // of section_
  NameIndex keys_;                 // of settings_, if they are many
  NameIndex default_keys_;
  bool is_open_ = false;  // the last setting may be continued
  std::string value_;     // of the last setting
  std::size_t last_indent_ = 0;
  std::uint32_t first_bad_line_ = 0;
  NestedProblem bad_nested_, bad_nested_default_;
};

}  // namespace

const Setting* Section::find(std::string_view key) const {
  if (index_ != nullptr) {
    const auto found =
        index_->find(key, [this](std::uint32_t at) -> std::string_view { return settings[at].key; });
    return found ? &settings[*found] : nullptr;
  }
  const auto found =
      std::find_if(settings.begin(), settings.end(), [&](const Setting& s) { return s.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

void Section::settings_changed() {
  index_.reset();
  if (settings.size() <= kFew) return;
  index_ = std::make_unique<NameIndex>();
  for (std::uint32_t i = 0; i < settings.size(); ++i)
    index_->add(i, [this](std::uint32_t at) -> std::string_view { return settings[at].key; });
}

Result<File> parse(std::string_view text, std::string_view path, std::size_t most_memory) {
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
  return Parser(path, most_memory).parse(text);
}

}  // namespace latchkey::ini
