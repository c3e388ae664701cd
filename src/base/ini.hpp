// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <latchkey/error.hpp>

// Config files as Python's RawConfigParser and botocore's raw_config_parse read them
// (botocore/configloader.py:120-200, CPython 3.11 configparser.py).
namespace latchkey::ini {

/// One level of indented "key = value" lines below a key without a value.
using Nested = std::vector<std::pair<std::string, std::string>>;

struct Setting {
  std::string key;  ///< lower case
  std::variant<std::string, Nested> value;
  std::uint32_t line = 0;  ///< where the key stands, from 1
  bool inherited = false;  ///< it stands in [DEFAULT]

  /// The value as text; nullptr if it is nested.
  const std::string* text() const { return std::get_if<std::string>(&value); }
  const Nested* nested() const { return std::get_if<Nested>(&value); }
};

struct Section {
  std::string name;  ///< as between the brackets, not trimmed
  std::vector<Setting> settings;
  std::uint32_t line = 0;

  const Setting* find(std::string_view key) const;
};

/// The sections in the file's order, each followed by what [DEFAULT] adds to it.
using File = std::vector<Section>;

/// `path` is only for messages. Errors: config - "unable to parse config file: PATH: line N: why".
Result<File> parse(std::string_view text, std::string_view path);

}  // namespace latchkey::ini
