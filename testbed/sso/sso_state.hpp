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

/// A client of RegisterClient.
struct OidcClient {
  std::string id;
  std::string secret;
  std::vector<std::string> scopes;
  std::vector<std::string> grant_types;  ///< empty: the device flow and, with scopes, refreshes
  std::vector<std::string> redirect_uris;
  const SsoInstance* issuer = nullptr;  ///< nullptr: no issuerUrl
  std::int64_t expires = 0;

  bool may(std::string_view grant_type) const;
  /// Whether it registered for the scopes of an sso-session, without which there is no refresh token.
  bool has_sso_scope() const;
};

/// The decision of the user at the browser. Pages read it when they are opened.
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

/// One sign-in of the user, to which its access tokens and refresh tokens belong.
struct SsoLogin {
  const SsoInstance* instance = nullptr;
  std::string client_id;
  std::int64_t expires = 0;
  bool has_ended = false;
  std::string refresh_token;  ///< empty: none
};

struct SsoToken {
  SsoLogin* login = nullptr;
  std::int64_t expires = 0;
};

std::string new_refresh_token();

/// The state of IAM Identity Center.
struct SsoState {
  std::map<std::string, OidcClient> clients;           ///< by id
  std::map<std::string, DeviceAuthorization> devices;  ///< by device code
  std::map<std::string, AuthorizationCode> codes;      ///< by code
  std::list<SsoLogin> logins;                          ///< a list, because pointers must stay valid
  std::map<std::string, SsoToken> tokens;              ///< by access token
  Person person = Person::confirms;

  OidcClient& add_client(std::int64_t expires);
  SsoLogin& add_login(const SsoInstance& instance, const OidcClient& client, std::int64_t now);
  /// Creates an access token of the login and returns the reply of CreateToken, with the refresh token if
  /// there is one.
  nlohmann::ordered_json add_token(SsoLogin& login, std::int64_t now);
  /// The login whose access token is valid at `now`, or nullptr.
  SsoLogin* find_token(const std::string& access_token, std::int64_t now);
  /// Expires all access tokens; refresh tokens remain valid.
  void expire_tokens(std::int64_t now);
};

}  // namespace testbed
