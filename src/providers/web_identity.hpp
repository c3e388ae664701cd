// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/provider.hpp"

namespace latchkey {

/// A role that a token of OpenID Connect opens.
struct WebIdentity {
  RoleStep step;
  std::string token_file;
  Origin token_file_origin;  ///< who names the file
  bool is_cached = true;     ///< botocore keeps what a source profile gives in memory only
};

/// What the profile, and the environment where nobody named a profile, say of one. nullopt: nothing. Errors:
/// config - there is a token and no role. Source: botocore/credentials.py:1879-1977.
Result<std::optional<WebIdentity>> web_identity(const ProviderInput& in);

/// The token; somebody else renews it, so it is read anew for each call. Errors: io - its file is not there
/// or cannot be read; config - it holds no token.
Result<Secret> read_web_identity_token(const WebIdentity& wanted);

}  // namespace latchkey
