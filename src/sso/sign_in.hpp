// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {

/// On what terms somebody is signed in at IAM Identity Center.
struct SignInOptions {
  bool renew = false;         ///< a token at hand does not count
  bool device = false;        ///< the device flow, also where a browser could be used here
  bool opens_browser = true;  ///< false: addresses are only shown
};

/// Makes sure that somebody is signed in: the token at hand while it lasts 15 minutes or can be refreshed,
/// else a new one by the browser, or by the device flow where there is none here or the profile has no
/// [sso-session]. One process asks, the others wait for its token. It is kept where and as AWS CLI v2 does
/// it. Errors: those of the flows; config.
Result<SsoToken> sign_in(const Setup& setup, const SsoSettings& settings, const SignInOptions& options);

/// Forgets the token of a sign-in, and ends it at the service as far as that can be reached: a warning where
/// it cannot. The client's registration stays, as with `aws sso logout`. Returns whether there was a token.
/// Errors: io.
Result<bool> sign_out(const Setup& setup, const SsoSession& session);

}  // namespace latchkey
