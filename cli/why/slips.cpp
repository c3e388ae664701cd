// SPDX-License-Identifier: Apache-2.0
#include "cli/why/slips.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/why/names.hpp"

namespace latchkey::cli {
namespace {

/// What `latchkey adopt` makes of a role's settings.
bool is_put_aside(std::string_view key) {
  constexpr std::string_view kPrefix = "latchkey_";
  return key.substr(0, kPrefix.size()) == kPrefix && holds(kCredentialKeys, key.substr(kPrefix.size()));
}

}  // namespace

std::optional<std::string> meant_by(const Profile& profile, std::string_view key) {
  if (holds(kCredentialKeys, key) || holds(kConnectionKeys, key) || holds(kOtherKeys, key) ||
      is_put_aside(key))
    return std::nullopt;
  const auto near = text::nearest({kCredentialKeys.begin(), kCredentialKeys.end()}, key);
  if (near.empty() || profile.has(near.front())) return std::nullopt;
  return near.front();
}

std::vector<WhySlip> slips_of(const Profile& profile) {
  std::vector<WhySlip> slips;
  for (const auto* section : {profile.config, profile.credentials}) {
    if (section == nullptr) continue;
    for (const auto& setting : section->settings()) {
      if (const auto meant = meant_by(profile, setting.key))
        slips.push_back({{section->path(), setting.line}, setting.key, *meant});
    }
  }
  return slips;
}

}  // namespace latchkey::cli
