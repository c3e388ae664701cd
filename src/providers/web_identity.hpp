// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/provider.hpp"

namespace latchkey {

/// A role that is assumed with a token of OpenID Connect.
struct WebIdentity {
  RoleStep step;
  std::string token_file;
  Origin token_file_origin;  ///< the origin of the file's path
  Origin role_arn_origin, session_name_origin;
  bool is_cached = true;  ///< botocore keeps credentials of a source profile in memory only
};

/// Reads the profile and, if no profile is named, the environment. nullopt: it is not configured. Errors:
/// config - there is a token and no role. Source: botocore/credentials.py:1879-1977.
Result<std::optional<WebIdentity>> web_identity(const ProviderInput& in);

/// Reads the token. Another program refreshes it, so it is read for each call. Errors: io - its file is
/// missing or cannot be read; config - it does not contain a token.
Result<Secret> read_web_identity_token(const WebIdentity& wanted);

}  // namespace latchkey
