// SPDX-License-Identifier: Apache-2.0
#include "providers/static_keys.hpp"

namespace latchkey {

Provider config_file_provider;

Result<std::optional<CredentialSource>> config_file_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  return static_keys(profile != nullptr ? profile->config : nullptr, ProviderId::config_file,
                     in.setup.config.config_path());
}

}  // namespace latchkey
