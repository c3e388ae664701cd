// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules/misspelled_settings.hpp"

#include <algorithm>
#include <array>

#include "aws/config/setting_table.hpp"
#include "base/text.hpp"

namespace latchkey::diagnose {
namespace {

/// Near enough in spelling to a setting that latchkey uses to be taken for one that is misspelt.
constexpr std::array<std::string_view, 3> kOtherKeys = {"role_name", "sso_account_name", "aws_region"};

/// What `latchkey adopt` makes of a role's settings.
bool is_put_aside(std::string_view key) {
  constexpr std::string_view kPrefix = "latchkey_";
  return key.substr(0, kPrefix.size()) == kPrefix && is_credential_setting(key.substr(kPrefix.size()));
}

bool is_known(std::string_view key) {
  return is_credential_setting(key) || is_connection_setting(key) || is_put_aside(key) ||
         std::find(kOtherKeys.begin(), kOtherKeys.end(), key) != kOtherKeys.end();
}

}  // namespace

std::optional<std::string> intended_setting(const Profile& profile, std::string_view key) {
  if (is_known(key)) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& setting : known_settings()) {
    if (is_credential_setting(setting.name)) names.emplace_back(setting.name);
  }
  const auto near = text::nearest(names, key);
  if (near.empty() || profile.has(near.front())) return std::nullopt;
  return near.front();
}

const ini::Setting* misspelled(const std::vector<const ini::Section*>& sections,
                               const std::vector<std::string>& wanted) {
  for (const auto* section : sections) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      if (!is_known(setting.key) && !text::nearest(wanted, setting.key).empty()) return &setting;
    }
  }
  return nullptr;
}

std::vector<MisspelledSetting> misspelled_settings(const Profile& profile) {
  std::vector<MisspelledSetting> slips;
  for (const auto* section : {profile.config, profile.credentials}) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      if (const auto meant = intended_setting(profile, setting.key))
        slips.push_back({{section->path(), setting.line}, setting.key, *meant});
    }
  }
  return slips;
}

}  // namespace latchkey::diagnose
