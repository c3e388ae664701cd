// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace testbed {

/// A mistake in the config file; what() begins with the JSON path of the mistake.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A node of the config file with its path, for error messages.
class ConfigNode {
 public:
  ConfigNode(const nlohmann::json& value, std::string path) : value_(value), path_(std::move(path)) {}

  [[noreturn]] void fail(std::string_view message) const;

  /// Throws unless this is an object with only these members, so that misspelled options are detected.
  void allow_only(std::initializer_list<std::string_view> names) const;

  std::optional<ConfigNode> member(std::string_view name) const;
  ConfigNode required(std::string_view name) const;
  std::vector<ConfigNode> items(std::string_view name) const;  ///< of an optional array; empty if absent

  bool is_object() const { return value_.is_object(); }
  std::string text() const;
  std::int64_t integer(std::int64_t least, std::int64_t most) const;
  bool boolean() const;

  std::string text_or(std::string_view name, std::string fallback) const;
  std::optional<std::int64_t> integer_at(std::string_view name, std::int64_t least, std::int64_t most) const;
  bool boolean_or(std::string_view name, bool fallback) const;
  std::vector<std::string> texts(std::string_view name) const;

 private:
  const nlohmann::json& value_;
  std::string path_;
};

}  // namespace testbed
