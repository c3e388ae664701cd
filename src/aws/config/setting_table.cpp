// SPDX-License-Identifier: Apache-2.0
#include "aws/config/setting_table.hpp"

#include <algorithm>
#include <iterator>

namespace latchkey {
namespace {

constexpr SettingInfo kSettings[] = {
#define SETTING(name, group, visibility, rules) {name, SettingGroup::group, Visibility::visibility, rules},
#define VARIABLE(name, visibility)
#include "aws/config/settings.def"
#undef SETTING
#undef VARIABLE
};

constexpr VariableInfo kVariables[] = {
#define SETTING(name, group, visibility, rules)
#define VARIABLE(name, visibility) {name, Visibility::visibility},
#include "aws/config/settings.def"
#undef SETTING
#undef VARIABLE
};

}  // namespace

std::span<const SettingInfo> known_settings() {
  return kSettings;
}

std::span<const VariableInfo> known_variables() {
  return kVariables;
}

const SettingInfo* find_setting(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSettings), std::end(kSettings),
                                   [&](const SettingInfo& setting) { return setting.name == name; });
  return found == std::end(kSettings) ? nullptr : found;
}

std::string adopted_name(std::string_view name) {
  return std::string(kAdoptedPrefix).append(name);
}

std::string_view original_of_adopted(std::string_view name) {
  if (name.substr(0, kAdoptedPrefix.size()) != kAdoptedPrefix) return {};
  name.remove_prefix(kAdoptedPrefix.size());
  return setting_has(name, kAdopted) ? name : std::string_view();
}

bool setting_has(std::string_view name, unsigned rule) {
  const auto* setting = find_setting(name);
  return setting != nullptr && setting->has(rule);
}

bool is_credential_setting(std::string_view name) {
  const auto* setting = find_setting(name);
  return setting != nullptr && setting->group != SettingGroup::connection &&
         setting->group != SettingGroup::other;
}

bool is_connection_setting(std::string_view name) {
  const auto* setting = find_setting(name);
  return setting != nullptr && setting->group == SettingGroup::connection;
}

}  // namespace latchkey
