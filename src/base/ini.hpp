// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/name_index.hpp"
#include <latchkey/error.hpp>

// Config files as Python's RawConfigParser and botocore's raw_config_parse read them
// (botocore/configloader.py:120-200, CPython 3.11 configparser.py).
namespace latchkey::ini {

/// One level of indented "key = value" lines below a key without a value.
using Nested = std::vector<std::pair<std::string, std::string>>;

/// What a setting is set to: a text, or nested settings. Refers to the file's storage, which holds equal
/// texts once: the files with the most profiles repeat most of their values.
class Value {
 public:
  using Content = std::variant<std::string, Nested>;
  Value() = default;
  explicit Value(const Content* content) : content_(content) {}

  /// nullptr if it is nested.
  const std::string* text() const { return std::get_if<std::string>(content_); }
  const Nested* nested() const { return std::get_if<Nested>(content_); }
  bool operator==(const Value& other) const {
    return content_ == other.content_ || *content_ == *other.content_;
  }

 private:
  const Content* content_ = nullptr;
};

struct Setting {
  std::string key;  ///< lower case
  Value value;
  std::uint32_t line = 0;  ///< where the key stands, from 1
  bool inherited = false;  ///< it stands in [DEFAULT]

  /// The value as text; nullptr if it is nested.
  const std::string* text() const { return value.text(); }
  const Nested* nested() const { return value.nested(); }
};

/// One section. find() takes constant time in a section of any size.
class Section {
 public:
  std::string name;  ///< as between the brackets, not trimmed
  std::vector<Setting> settings;
  std::uint32_t line = 0;

  const Setting* find(std::string_view key) const;
  /// Call after changes of `settings`: find() relies on it.
  void settings_changed();

 private:
  std::unique_ptr<NameIndex> index_;  // of the settings, if there are many
};

/// The sections in the file's order, each followed by what [DEFAULT] adds to it.
class File {
 public:
  using Sections = std::vector<Section>;
  Sections::iterator begin() { return sections.begin(); }
  Sections::iterator end() { return sections.end(); }
  Sections::const_iterator begin() const { return sections.begin(); }
  Sections::const_iterator end() const { return sections.end(); }
  std::size_t size() const { return sections.size(); }
  const Section& operator[](std::size_t position) const { return sections[position]; }

  Sections sections;
  std::deque<Value::Content> values;  ///< what the settings refer to; never moves
};

/// How much memory a parsed file may take. Enough for 300,000 profiles or for a million settings in one
/// section.
constexpr std::size_t kMostMemory = 160U << 20U;

/// Takes time in proportion to the size of `text`. `path` is only for messages. Errors: config - "unable to
/// parse config file: PATH: line N: why", also where the file takes more than `most_memory` bytes.
Result<File> parse(std::string_view text, std::string_view path, std::size_t most_memory = kMostMemory);

}  // namespace latchkey::ini
