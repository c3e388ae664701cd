// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"

namespace latchkey {

/// Forgets the token of a sign-in, and ends it at the service as far as that can be reached: a warning where
/// it cannot. The client's registration stays, as with `aws sso logout`. Returns whether there was a token.
/// Errors: io.
Result<bool> sign_out(const Setup& setup, const SsoSession& session);

}  // namespace latchkey
