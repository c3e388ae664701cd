// SPDX-License-Identifier: Apache-2.0
#include "providers/static_keys.hpp"

namespace latchkey {

Provider shared_credentials_file_provider;

Result<std::optional<CredentialSource>> shared_credentials_file_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  return static_keys(profile != nullptr ? profile->credentials : nullptr, ProviderId::shared_credentials_file,
                     in.setup.config.credentials_path());
}

}  // namespace latchkey
