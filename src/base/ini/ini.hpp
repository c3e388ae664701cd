// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// A view that becomes a std::string where one is needed: a name, a key or a value of a configuration file,
/// read from thousands and copied for the few that are used.
class TextView : public std::string_view {
 public:
  constexpr TextView() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): the two types mean the same
  constexpr TextView(std::string_view text) : std::string_view(text) {}
  // NOLINTNEXTLINE(google-explicit-constructor): see above
  operator std::string() const { return {data(), size()}; }

  friend std::string operator+(std::string left, TextView right) { return std::move(left.append(right)); }
  friend std::string operator+(char left, TextView right) { return std::string(1, left).append(right); }
  friend std::string operator+(TextView left, std::string_view right) {
    return std::string(left).append(right);
  }
};

}  // namespace latchkey

// Config files as Python's RawConfigParser and botocore's raw_config_parse read them
// (botocore/configloader.py:120-200, CPython 3.11 configparser.py).
//
// A File owns the text of the file and overwrites it when it is destroyed. Names, keys and values are views
// into that text and are valid as long as the File. parse() checks the settings of every section. A section
// stores its position in the text and parses its settings on first use.
namespace latchkey::ini {

/// One level of indented "key = value" lines below a key without a value.
using Nested = std::vector<std::pair<TextView, TextView>>;

/// The value of a setting: a text, or nested settings.
class Value {
 public:
  Value() = default;
  explicit Value(TextView text) : text_(text) {}
  explicit Value(const Nested* nested) : nested_(nested) {}

  /// nullptr if it is nested.
  const TextView* text() const { return nested_ == nullptr ? &text_ : nullptr; }
  /// nullptr if it is a text.
  const Nested* nested() const { return nested_; }
  bool operator==(const Value& other) const {
    if (nested_ == nullptr || other.nested_ == nullptr)
      return nested_ == other.nested_ && text_ == other.text_;
    return *nested_ == *other.nested_;
  }

 private:
  TextView text_;
  const Nested* nested_ = nullptr;
};

struct Setting {
  TextView key;  ///< lower case
  Value value;
  std::uint32_t line = 0;  ///< of the key in the file, from 1
  bool inherited = false;  ///< from [DEFAULT]
  bool renamed = false;    ///< in the file, the key has the prefix of an adopted profile

  /// The value as text; nullptr if it is nested.
  const TextView* text() const { return value.text(); }
  const Nested* nested() const { return value.nested(); }
};

struct Source;
class SettingList;

/// One section. Several threads may use a const Section at once.
class Section {
 public:
  TextView name;           ///< as between the brackets, not trimmed
  std::uint32_t line = 0;  ///< of the header in the file, from 1

  /// In the order of the file, followed by those of [DEFAULT].
  const std::vector<Setting>& settings() const;
  /// The first setting with this key, or nullptr. Takes constant time in a section of any size.
  const Setting* find(std::string_view key) const;
  /// The path of the file, as given to parse().
  const std::string& path() const;
  /// Keys and values must outlive the section; those of its own settings do. Invalidates earlier settings.
  void replace_settings(std::vector<Setting> settings);

  Section(Section&& other) noexcept;
  Section& operator=(Section&& other) = delete;
  Section(const Section&) = delete;
  Section& operator=(const Section&) = delete;
  ~Section();

 private:
  friend class Parser;
  Section(std::string_view its_name, std::uint32_t its_line, const Source& source)
      : name(its_name), line(its_line), source_(&source) {}
  SettingList& list() const;

  std::uint32_t size_ = 0;      // of the text
  const char* text_ = nullptr;  // the lines below the header
  const Source* source_;
  mutable std::atomic<SettingList*> list_ = nullptr;  // owned; nullptr until it is first used
};

/// The sections in the order of the file.
class File {
 public:
  using Sections = std::vector<Section>;
  Sections::iterator begin() { return sections_.begin(); }
  Sections::iterator end() { return sections_.end(); }
  Sections::const_iterator begin() const { return sections_.begin(); }
  Sections::const_iterator end() const { return sections_.end(); }
  std::size_t size() const { return sections_.size(); }
  const Section& operator[](std::size_t position) const { return sections_[position]; }

 private:
  friend class Parser;
  std::shared_ptr<Source> source_;
  Sections sections_;
};

/// The limit for the memory of a parsed file besides its text, after all settings were used. It allows
/// 300,000 profiles or a million settings in one section.
constexpr std::size_t kMostMemory = 160U << 20U;

/// Takes time in proportion to the size of `text`. `path` is only for messages and Section::path(). Errors:
/// config - "unable to parse config file: why" with the file and the line as origin, also if the file needs
/// more than `most_memory` bytes.
Result<File> parse(SecretText text, std::string path, std::size_t most_memory = kMostMemory);

}  // namespace latchkey::ini
