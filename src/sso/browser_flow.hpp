// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform/network/redirect_listener.hpp"
#include "sso/oidc.hpp"

namespace latchkey {

/// The parameters of a browser flow's request.
struct AuthorizeRequest {
  std::string redirect_uri;  ///< http://127.0.0.1:PORT/oauth/callback
  std::string state;         ///< a UUID that the redirect returns
  Secret verifier;  ///< 64 characters; the service receives its hash first, and the verifier with the code
};

/// The code challenge of a verifier: its SHA-256 in base64url. Pure. Source: RFC 7636 section 4.2.
std::string code_challenge(const Secret& verifier);

/// The address to open in the browser. Pure. Source: AWS CLI v2, botocore/utils.py; RFC 7636.
std::string authorize_url(const OidcClient& client, const SsoRegistration& registration,
                          const AuthorizeRequest& request);

/// Obtains a token by authorization code and PKCE: opens the browser and waits on a loopback port for its
/// redirect, for `longest` at most. Prints what to do. Errors: denied - the user or the service refused;
/// terminal - there was no redirect in time; network; io.
Result<SsoToken> browser_flow(const Host& host, const OidcClient& client, const SsoTokenCache& cache,
                              std::chrono::seconds longest);

}  // namespace latchkey
