// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey {

/// The environment as a value: read once at startup, modified for child processes, never written back.
class Environment {
 public:
  /// The order of names; on Windows it ignores case.
  struct NameLess {
    using is_transparent = void;
    bool operator()(std::string_view a, std::string_view b) const;
  };
  using Variables = std::map<std::string, std::string, NameLess>;

  Environment() = default;
  explicit Environment(Variables variables) : variables_(std::move(variables)) {}

  /// A copy of this process's environment.
  static Environment of_this_process();

  /// nullptr: not set. An empty value is set.
  const std::string* find(std::string_view name) const;
  /// The value if it is set and not empty, as botocore requires for most variables.
  const std::string* find_filled(std::string_view name) const;

  void set(std::string name, std::string value) { variables_[std::move(name)] = std::move(value); }
  void unset(std::string_view name);

  /// "NAME=value" strings for an exec call.
  std::vector<std::string> to_strings() const;

 private:
  Variables variables_;
};

}  // namespace latchkey
