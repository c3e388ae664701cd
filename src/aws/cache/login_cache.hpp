// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// The token file that `aws login` of AWS CLI v2 writes and every tool renews. The format is
// docs/cache-format.md.
namespace latchkey {

/// With this little left, a login session's credentials are renewed (botocore/credentials.py:2556).
constexpr std::chrono::seconds kLoginRenewal{5 * 60};

struct LoginToken {
  Credentials credentials;  ///< source "login"; they may have expired
  std::string client_id;
  Secret refresh_token;
  Secret dpop_key;  ///< PEM
  Secret text;      ///< the whole file

  /// Whether its credentials serve as they are.
  bool lasts(TimePoint now) const { return *credentials.expiration - now > kLoginRenewal; }
};

/// What the sign-in service gives in exchange for a refresh token.
struct LoginRenewal {
  Credentials credentials;
  Secret refresh_token;  ///< the next one; the one before may be of no use any more
};

/// AWS_LOGIN_CACHE_DIRECTORY or ~/.aws/login/cache, and in it the SHA-256 of the profile's login_session.
std::string login_token_path(const Environment& env, const std::string& login_session);

/// Pure. `path` is only for messages. Errors: config - what is wrong with it, without a hint.
Result<LoginToken> parse_login_token(std::string_view text, const std::string& path);

/// A half-written file is read again for a moment, as AWS CLI v2 writes in place. nullopt: it is not there.
/// Errors: config - it is broken; io - it cannot be read.
Result<std::optional<LoginToken>> read_login_token(const Host& host, const std::string& path);

/// The same of a profile, for those who need it: its name comes before what is wrong, and the hint names
/// `aws login`. Errors: as above; missing - the file is not there.
Result<LoginToken> need_login_token(const Host& host, const std::string& profile,
                                    const std::string& login_session);

/// "run aws login --profile ada"
std::string login_hint(const std::string& profile);

/// The file after a renewal, as botocore writes it: members keep their places, and what is not known stays.
SecretText renewed_login_text(const LoginToken& token, const LoginRenewal& renewal);

}  // namespace latchkey
