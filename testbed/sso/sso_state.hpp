// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "world/world.hpp"

namespace testbed {

/// What RegisterClient has handed out.
struct OidcClient {
  std::string id;
  std::string secret;
  std::vector<std::string> scopes;
  std::vector<std::string> grant_types;  ///< empty: the device flow and, with scopes, refreshing
  std::vector<std::string> redirect_uris;
  const SsoInstance* issuer = nullptr;  ///< nullptr: no issuerUrl was given
  std::int64_t expires = 0;

  bool may(std::string_view grant_type) const;
  /// Whether it registered for the scopes of an sso-session, without which there is no refresh token.
  bool has_sso_scope() const;
};

/// How the person at the browser decides. The pages ask for it when they are opened.
enum class Person { confirms, refuses, waits };

struct DeviceAuthorization {
  std::string user_code;
  std::string client_id;
  const SsoInstance* instance = nullptr;
  std::int64_t expires = 0;
  Person decision = Person::waits;
  std::int64_t interval = 0;
  std::int64_t polls = 0;
  std::int64_t last_poll = 0;
};

struct AuthorizationCode {
  std::string client_id;
  std::string redirect_uri;
  std::string challenge;  ///< S256
  const SsoInstance* instance = nullptr;
  std::int64_t expires = 0;
};

/// One sign-in of the person: what all access tokens and refresh tokens that come from it hang on.
struct SsoLogin {
  const SsoInstance* instance = nullptr;
  std::string client_id;
  std::int64_t expires = 0;
  bool has_ended = false;
  std::string refresh_token;  ///< empty: none was given
};

struct SsoToken {
  SsoLogin* login = nullptr;
  std::int64_t expires = 0;
};

std::string new_refresh_token();

/// All that IAM Identity Center remembers.
struct SsoState {
  std::map<std::string, OidcClient> clients;           ///< by id
  std::map<std::string, DeviceAuthorization> devices;  ///< by device code
  std::map<std::string, AuthorizationCode> codes;      ///< by code
  std::list<SsoLogin> logins;                          ///< which stay where they are
  std::map<std::string, SsoToken> tokens;              ///< by access token
  Person person = Person::confirms;

  OidcClient& add_client(std::int64_t expires);
  SsoLogin& add_login(const SsoInstance& instance, const OidcClient& client, std::int64_t now);
  /// A new access token of the login as CreateToken replies it, with the refresh token if there is one.
  nlohmann::ordered_json add_token(SsoLogin& login, std::int64_t now);
  /// The login whose access token is good at `now`, or nullptr.
  SsoLogin* find_token(const std::string& access_token, std::int64_t now);
  /// Ends all access tokens; refresh tokens stay good.
  void expire_tokens(std::int64_t now);
};

}  // namespace testbed
