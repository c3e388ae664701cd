// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {

/// How to sign in at IAM Identity Center.
struct SignInOptions {
  bool renew = false;         ///< ignores a stored token
  bool device = false;        ///< uses the device flow even if there is a browser
  bool opens_browser = true;  ///< false: only prints addresses
  bool automatic = false;     ///< for a command that needs credentials; the user did not ask for a sign-in
  std::optional<Secret> rejected = std::nullopt;  ///< a stored token that the service rejected
};

/// Returns the stored token if it lasts 15 minutes or can be refreshed. Otherwise obtains a new one by the
/// browser, or by the device flow if there is no browser or the profile has no [sso-session]. One process
/// signs in, the others wait for its token. The token is stored as AWS CLI v2 stores it. Errors: those of the
/// flows; config; cancelled - an automatic sign-in of `latchkey process` within ten minutes of one that was
/// not completed.
Result<SsoToken> sign_in(const Setup& setup, const SsoSettings& settings, const SignInOptions& options);

/// LATCHKEY_SIGN_IN: whether commands sign in by themselves; on if it is not set. Errors: config - it is
/// neither on nor off.
Result<bool> signs_in_by_itself(const Environment& env);

/// Whether this error of access_token() means that a sign-in is needed.
bool needs_sign_in(Cause cause);

/// Signs in for a command that failed with `why`, if LATCHKEY_SIGN_IN allows it and the user can be reached:
/// on this terminal, in a browser, or on another terminal of the user for `latchkey process`. Returns the
/// access token. Errors: `why`, if the user cannot be reached; those of sign_in().
Result<Secret> sign_in_automatically(const Setup& setup, const SsoSettings& settings, const Error& why,
                                     const std::optional<Secret>& rejected = std::nullopt);

/// Removes the stored token, and ends it at the service as far as the service can be reached; warns if it
/// cannot. The client's registration stays, as with `aws sso logout`. Returns whether there was a token.
/// Errors: io.
Result<bool> sign_out(const Setup& setup, const SsoSession& session);

}  // namespace latchkey
