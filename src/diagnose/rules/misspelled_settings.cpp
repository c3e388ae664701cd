// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules/misspelled_settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "aws/config/setting_table.hpp"
#include "base/text.hpp"

namespace latchkey::diagnose {
namespace {

/// Settings of other tools that are too similar to latchkey's and would count as misspelled.
constexpr std::array<std::string_view, 3> kOtherKeys = {"role_name", "sso_account_name", "aws_region"};

/// Unknown names whose intended setting has a different spelling.
using WrongName = std::pair<std::string_view, std::string_view>;
constexpr WrongName kWrongNames[] = {
    {"mfa_device", "mfa_serial"},
    {"mfa_device_arn", "mfa_serial"},
    {"mfa_arn", "mfa_serial"},
    {"mfa_serial_number", "mfa_serial"},
};

/// Whether it is a role setting renamed by `latchkey adopt`.
bool is_adopted_key(std::string_view key) {
  return key.substr(0, kAdoptedPrefix.size()) == kAdoptedPrefix &&
         is_credential_setting(key.substr(kAdoptedPrefix.size()));
}

bool is_known(std::string_view key) {
  return is_credential_setting(key) || is_connection_setting(key) || is_adopted_key(key) ||
         std::find(kOtherKeys.begin(), kOtherKeys.end(), key) != kOtherKeys.end();
}

/// The intended setting for `key`, with the prefix of adopted settings if `key` has it. Empty: none of
/// `wanted`.
std::string meant_by(std::string_view key, const std::vector<std::string>& wanted) {
  if (is_known(key)) return {};
  const bool has_prefix = key.substr(0, kAdoptedPrefix.size()) == kAdoptedPrefix;
  const auto name = has_prefix ? key.substr(kAdoptedPrefix.size()) : key;
  for (const auto& [wrong, right] : kWrongNames) {
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), right) != wanted.end();
    if (name == wrong && is_wanted) return has_prefix ? adopted_name(right) : std::string(right);
  }
  auto names = wanted;
  for (const auto& one : wanted) {
    if (setting_has(one, kAdopted)) names.push_back(adopted_name(one));
  }
  const auto near = text::nearest(names, key);
  return near.empty() ? std::string() : near.front();
}

}  // namespace

std::string MisspelledSetting::text(const std::string& home) const {
  return key + " at " + short_place(place, home) + " is not a setting of AWS or latchkey; write " + meant +
         " if you mean that";
}

std::optional<std::string> intended_setting(const Profile& profile, std::string_view key) {
  std::vector<std::string> names;
  for (const auto& setting : known_settings()) {
    if (is_credential_setting(setting.name)) names.emplace_back(setting.name);
  }
  auto meant = meant_by(key, names);
  const auto original = original_of_adopted(meant);
  if (meant.empty() || profile.has(meant) || (!original.empty() && profile.has(original)))
    return std::nullopt;
  return meant;
}

std::optional<MisspelledSetting> misspelled(const std::vector<const ini::Section*>& sections,
                                            const std::vector<std::string>& wanted) {
  for (const auto* section : sections) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      auto meant = meant_by(setting.key, wanted);
      if (!meant.empty())
        return MisspelledSetting{{section->path(), setting.line}, setting.key, std::move(meant)};
    }
  }
  return std::nullopt;
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
