// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sso/oidc.hpp"

namespace latchkey {

/// Obtains a token by the device flow (RFC 8628): the user confirms a code in any browser, and latchkey polls
/// the service until then, for `longest` at most. Prints what to do. `opens_browser`: if there is one here.
/// Errors: denied, cancelled - refused; terminal - not confirmed in time; network.
Result<SsoToken> device_flow(const Host& host, const OidcClient& client, const SsoTokenCache& cache,
                             bool opens_browser, std::chrono::seconds longest);

}  // namespace latchkey
