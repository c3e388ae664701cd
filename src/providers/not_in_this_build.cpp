// SPDX-License-Identifier: Apache-2.0
// The providers that this version does not have yet. Each knows when botocore would use it, and then stops
// the chain: going on would find somebody else's credentials.
#include "providers/provider.hpp"

namespace latchkey {

Provider login_provider;

namespace {

tl::unexpected<Error> not_built(const std::string& where, const std::string& provider) {
  return fail(ErrorKind::config,
              where + " gets its credentials from " + provider + ", which is not in this build of latchkey",
              "until then, aws configure export-credentials --profile NAME gets them");
}

}  // namespace

Result<std::optional<Source>> login_provider(const ProviderInput& in) {
  const Profile* profile = in.setup.config.find(in.profile);
  if (profile == nullptr || !profile->has("login_session")) return std::nullopt;
  return not_built("profile " + in.profile, "aws login (login_session)");
}

}  // namespace latchkey
