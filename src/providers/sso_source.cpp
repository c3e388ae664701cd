// SPDX-License-Identifier: Apache-2.0
#include "providers/sso_source.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

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

bool may_be_sso(const Profile& profile) {
  return profile.has("sso_account_id") || profile.has("sso_role_name");
}

std::string role_text(const SsoSettings& settings) {
  return text::printable(settings.role_name) + " in " + text::printable(settings.account_id);
}

}  // namespace latchkey
