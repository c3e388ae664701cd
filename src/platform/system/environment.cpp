// SPDX-License-Identifier: Apache-2.0
#include "platform/system/environment.hpp"

namespace latchkey {

const std::string* Environment::find(std::string_view name) const {
  const auto found = variables_.find(name);
  return found == variables_.end() ? nullptr : &found->second;
}

const std::string* Environment::find_filled(std::string_view name) const {
  const auto* value = find(name);
  return value != nullptr && !value->empty() ? value : nullptr;
}

void Environment::unset(std::string_view name) {
  const auto found = variables_.find(name);
  if (found != variables_.end()) variables_.erase(found);
}

std::vector<std::string> Environment::to_strings() const {
  std::vector<std::string> strings;
  strings.reserve(variables_.size());
  for (const auto& [name, value] : variables_) {
    auto& line = strings.emplace_back();
    line.reserve(name.size() + 1 + value.size());
    line.append(name).append(1, '=').append(value);
  }
  return strings;
}

}  // namespace latchkey
