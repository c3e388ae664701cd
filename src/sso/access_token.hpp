// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey {

/// The access token of a sign-in that already took place. One of an [sso-session] with less than 15 minutes
/// left is refreshed first, by one process for all; if that fails, it serves until it ends. Errors: missing -
/// nobody signed in; denied - it has expired; config - the token file is broken. Source:
/// botocore/tokens.py:245-403, credentials.py:2252-2340.
Result<Secret> access_token(const Setup& setup, const SsoSettings& settings);

}  // namespace latchkey
