// SPDX-License-Identifier: Apache-2.0
#include "cli/sso_login.hpp"

#include <algorithm>

#include "aws/cache_key.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "providers/chain.hpp"

namespace latchkey::cli {
namespace {

bool may_be_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

}  // namespace

Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const Source& source) {
  if (source.method == "sso") return sso_settings(setup.config, profile);
  if (!source.roles || source.roles->base_profile.empty()) return std::nullopt;
  const auto* behind = setup.config.find(source.roles->base_profile);
  if (behind == nullptr || !may_be_sso(*behind)) return std::nullopt;
  TRY(const auto base, find_base_of_profile(setup, source.roles->base_profile));
  if (!base || base->method != "sso") return std::nullopt;
  return sso_settings(setup.config, source.roles->base_profile);
}

std::vector<std::string> sso_companions(const Config& config, const SsoSettings& settings) {
  std::vector<std::string> names;
  for (const auto& profile : config.profiles()) {
    const auto other = sso_settings(config, profile.name);
    if (other && *other && profile.name != settings.profile &&
        sso_token_key((*other)->session) == sso_token_key(settings.session))
      names.push_back(profile.name);
  }
  return names;
}

bool has_sso_profiles(const Config& config) {
  const auto& profiles = config.profiles();
  return std::any_of(profiles.begin(), profiles.end(), may_be_sso);
}

std::string role_text(const SsoSettings& settings) {
  return text::printable(settings.role_name) + " in " + text::printable(settings.account_id);
}

}  // namespace latchkey::cli
