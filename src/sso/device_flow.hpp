// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sso/oidc.hpp"

namespace latchkey {

/// A token by the device flow (RFC 8628): the person confirms a code in a browser anywhere, and the service
/// is asked again and again until then. Says on the way what to do. `opens_browser`: if there is one here.
/// Errors: denied, cancelled - refused; terminal - nobody came in time; network.
Result<SsoToken> device_flow(const Host& host, const OidcClient& client, const SsoTokenCache& cache,
                             bool opens_browser);

}  // namespace latchkey
