// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/sso_settings.hpp"
#include "platform/host.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

// ~/.aws/sso/cache: access tokens and client registrations. AWS CLI v2 and latchkey write both; every SDK
// reads the tokens. Source: botocore/tokens.py, utils.py:3398-3402; AWS CLI v2.
namespace latchkey {

/// A client registration. It also refreshes the token.
struct SsoRegistration {
  std::string client_id;
  Secret client_secret;
  std::string expires_at;                        ///< as written in the file
  std::vector<std::string> scopes, grant_types;  ///< empty: not in the file

  bool has_expired(TimePoint now) const;  ///< an invalid time counts as expired
};

struct SsoToken {
  Secret access_token;
  TimePoint expires_at;
  std::optional<Secret> refresh_token;
  std::optional<SsoRegistration> registration;  ///< of the client, if complete

  std::chrono::microseconds left(TimePoint now) const { return expires_at - now; }
  /// Whether the service can refresh it without the user, according to the file.
  bool can_be_refreshed(TimePoint now) const {
    return refresh_token && registration && !registration->has_expired(now);
  }
};

/// The first flaw of the texts, as in base/credential_check.hpp: "accessToken contains a control character".
std::optional<std::string> flaw_in(const SsoRegistration& registration);
std::optional<std::string> flaw_in(const SsoToken& token);

/// With less than this left, a token of an [sso-session] is refreshed (botocore/tokens.py:70).
constexpr std::chrono::minutes kSsoRefreshDue{15};

/// Pure. `path` is only for messages. Errors: config - why it is invalid.
Result<SsoToken> parse_sso_token(std::string_view text, const std::string& path);
/// The token file, as AWS CLI v2 writes it. Pure.
SecretText sso_token_text(const SsoSession& session, const SsoToken& token);

/// Pure. nullopt: it is not a registration.
std::optional<SsoRegistration> parse_sso_registration(std::string_view text);
/// The registration's file, as AWS CLI v2 writes it. Pure.
SecretText sso_registration_text(const SsoRegistration& registration);

class SsoTokenCache {
 public:
  explicit SsoTokenCache(const Host& host);

  std::string token_path(const SsoSession& session) const;
  std::string registration_path(const SsoSession& session) const;

  /// nullopt: there is none. Errors: config - it is broken; io.
  Result<std::optional<SsoToken>> token(const SsoSession& session) const;
  Result<void> store(const SsoSession& session, const SsoToken& token) const;
  /// Returns whether it existed.
  Result<bool> forget_token(const SsoSession& session) const;

  /// A registration that has not expired; also nullopt for an unreadable one, which the next one replaces.
  std::optional<SsoRegistration> registration(const SsoSession& session) const;
  Result<void> store(const SsoSession& session, const SsoRegistration& registration) const;

 private:
  const Host* host_;
  std::string folder_;
};

}  // namespace latchkey
