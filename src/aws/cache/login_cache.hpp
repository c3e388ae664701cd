// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// The token file that `aws login` of AWS CLI v2 writes and every tool refreshes. docs/cache-format.md
// describes the format.
namespace latchkey {

/// A login session's credentials are refreshed if they expire within this time
/// (botocore/credentials.py:2556).
constexpr std::chrono::seconds kLoginRenewal{5 * 60};

struct LoginToken {
  Credentials credentials;  ///< source "login"; they may have expired
  std::string client_id;
  Secret refresh_token;
  Secret dpop_key;  ///< PEM
  Secret text;      ///< the whole file

  /// Whether its credentials can be used without a refresh.
  bool lasts(TimePoint now) const { return *credentials.expiration - now > kLoginRenewal; }
};

/// The reply of the sign-in service to a refresh token.
struct LoginRenewal {
  Credentials credentials;
  Secret refresh_token;  ///< the next one; the previous one may be invalid now
};

/// AWS_LOGIN_CACHE_DIRECTORY or ~/.aws/login/cache, and in it the SHA-256 of the profile's login_session.
std::string login_token_path(const Environment& env, const std::string& login_session);

/// Pure. `path` is only for messages. Errors: config - why it is invalid, without a hint.
Result<LoginToken> parse_login_token(std::string_view text, const std::string& path);

/// Retries a partial file for a moment, because AWS CLI v2 writes in place. nullopt: the file does not exist.
/// Errors: config - it is broken; io - it cannot be read.
Result<std::optional<LoginToken>> read_login_token(const Host& host, const std::string& path);

/// The same for a profile that needs the token: errors begin with the profile's name, and the hint suggests
/// `aws login`. Errors: as above; missing - the file does not exist.
Result<LoginToken> need_login_token(const Host& host, const std::string& profile,
                                    const std::string& login_session);

/// "run aws login --profile ada"
std::string login_hint(const std::string& profile);

/// The file after a refresh, as botocore writes it: members keep their positions, and unknown members are
/// kept.
SecretText renewed_login_text(const LoginToken& token, const LoginRenewal& renewal);

}  // namespace latchkey
