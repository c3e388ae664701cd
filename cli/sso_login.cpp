// SPDX-License-Identifier: Apache-2.0
#include "cli/sso_login.hpp"

#include "aws/cache/cache_key.hpp"

namespace latchkey::cli {
std::vector<std::string> sso_sibling_profiles(const Config& config, const SsoSettings& settings) {
  std::vector<std::string> names;
  const auto key = sso_token_key(settings.session);
  for (const auto& profile : config.profiles()) {
    const auto other = sso_settings(config, profile.name);
    if (other && *other && profile.name != settings.profile && sso_token_key((*other)->session) == key)
      names.push_back(profile.name);
  }
  return names;
}

}  // namespace latchkey::cli
