// SPDX-License-Identifier: Apache-2.0
#include "world/config_node.hpp"

#include <algorithm>

namespace testbed {

void ConfigNode::fail(std::string_view message) const {
  throw ConfigError((path_.empty() ? std::string("/") : path_) + ": " + std::string(message));
}

void ConfigNode::allow_only(std::initializer_list<std::string_view> names) const {
  if (!value_.is_object()) fail("must be an object");
  for (const auto& [name, value] : value_.items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      ConfigNode(value, path_ + "/" + name).fail("no such option");
    }
  }
}

std::optional<ConfigNode> ConfigNode::member(std::string_view name) const {
  const auto found = value_.find(name);
  if (found == value_.end()) return std::nullopt;
  return ConfigNode(*found, path_ + "/" + std::string(name));
}

ConfigNode ConfigNode::required(std::string_view name) const {
  const auto found = member(name);
  if (!found) fail("needs \"" + std::string(name) + "\"");
  return *found;
}

std::vector<ConfigNode> ConfigNode::items(std::string_view name) const {
  std::vector<ConfigNode> out;
  const auto list = member(name);
  if (!list) return out;
  if (!list->value_.is_array()) list->fail("must be an array");
  for (std::size_t i = 0; i < list->value_.size(); ++i) {
    out.emplace_back(list->value_[i], list->path_ + "/" + std::to_string(i));
  }
  return out;
}

std::string ConfigNode::text() const {
  if (!value_.is_string() || value_.get_ref<const std::string&>().empty()) fail("must be a non-empty string");
  return value_.get<std::string>();
}

std::int64_t ConfigNode::integer(std::int64_t least, std::int64_t most) const {
  const auto range = "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  if (!value_.is_number_integer()) fail(range);
  const auto number = value_.get<std::int64_t>();
  if (number < least || number > most) fail(range);
  return number;
}

bool ConfigNode::boolean() const {
  if (!value_.is_boolean()) fail("must be true or false");
  return value_.get<bool>();
}

std::string ConfigNode::text_or(std::string_view name, std::string fallback) const {
  const auto found = member(name);
  return found ? found->text() : std::move(fallback);
}

std::optional<std::int64_t> ConfigNode::integer_at(std::string_view name, std::int64_t least,
                                                   std::int64_t most) const {
  const auto found = member(name);
  if (!found) return std::nullopt;
  return found->integer(least, most);
}

bool ConfigNode::boolean_or(std::string_view name, bool fallback) const {
  const auto found = member(name);
  return found ? found->boolean() : fallback;
}

std::vector<std::string> ConfigNode::texts(std::string_view name) const {
  std::vector<std::string> out;
  for (const ConfigNode& item : items(name)) out.push_back(item.text());
  return out;
}

}  // namespace testbed
