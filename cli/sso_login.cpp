// SPDX-License-Identifier: Apache-2.0
#include "cli/sso_login.hpp"

#include <algorithm>

#include "aws/cache/cache_key.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "providers/chain.hpp"

namespace latchkey::cli {
namespace {

bool may_be_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

Result<std::optional<SsoSettings>> sso_of_base(const Setup& setup, const Profile* base) {
  if (base == nullptr || !may_be_sso(*base)) return std::nullopt;
  TRY(const auto source, find_base_of_profile(setup, base->name));
  if (!source || source->provider != ProviderId::sso) return std::nullopt;
  return sso_settings(setup.config, base->name);
}

}  // namespace

Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const CredentialSource& source) {
  if (source.provider == ProviderId::sso) return sso_settings(setup.config, profile);
  if (!source.roles) return std::nullopt;
  return sso_of_base(setup, setup.config.find(source.roles->base_profile));
}

Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const SourceOutline& source) {
  if (source.provider == ProviderId::sso) return sso_settings(setup.config, profile);
  if (source.roles == nullptr) return std::nullopt;
  return sso_of_base(setup, source.roles->first->base);
}

std::vector<std::string> sso_companions(const Config& config, const SsoSettings& settings) {
  std::vector<std::string> names;
  const auto key = sso_token_key(settings.session);
  for (const auto& profile : config.profiles()) {
    const auto other = sso_settings(config, profile.name);
    if (other && *other && profile.name != settings.profile && sso_token_key((*other)->session) == key)
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
