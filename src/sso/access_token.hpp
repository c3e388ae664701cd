// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// The access token of an existing sign-in. If a token of an [sso-session] expires within 15 minutes, one
/// process refreshes it first for all; if that fails, the token is used until it expires. Errors:
/// missing - there is no sign-in; denied - it has expired; config - the token file is broken. Source:
/// botocore/tokens.py:245-403, credentials.py:2252-2340.
Result<Secret> access_token(const Setup& setup, const SsoSettings& settings);

}  // namespace latchkey
