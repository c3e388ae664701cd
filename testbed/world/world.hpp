// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwt/key.hpp"

namespace testbed {

struct MfaDevice {
  std::string serial;
  std::string secret;  ///< raw bytes
};

struct User {
  std::string account;
  std::string name;
  std::string arn;
  std::string id;
  std::vector<MfaDevice> mfa_devices;
  std::vector<std::string> assume;  ///< globs of role ARNs that the user's policy allows
  std::optional<std::int64_t> session_lifetime;
};

struct AccessKey {
  std::string id;
  std::string secret;
  bool active = true;
  const User* user = nullptr;
};

/// A trust in the tokens of an identity provider.
struct WebIdentityTrust {
  std::string issuer;
  std::string subject;  ///< glob
};

struct Role {
  std::string account;
  std::string name;
  std::string arn;
  std::string id;
  std::vector<std::string> trust;
  std::vector<WebIdentityTrust> web_identities;
  std::vector<std::string> assume;  ///< as User::assume, for chaining
  bool require_mfa = false;
  std::optional<std::int64_t> max_mfa_age;
  std::optional<std::string> external_id;
  std::int64_t max_session_duration = 3600;
  std::optional<std::int64_t> lifetime;
};

/// An identity provider whose JSON Web Tokens allow assuming roles.
struct IdentityProvider {
  std::string issuer;
  std::string audience;
  Key key;
};

/// A login session: a refresh token for credentials of the user.
struct ConsoleLogin {
  const User* user = nullptr;
  std::string refresh_token;
  std::string thumbprint;  ///< of the key that the token is bound to (RFC 7638); empty: of the first client
  std::int64_t credentials_lifetime = 900;
  bool rotates = true;  ///< a refresh token is valid once
};

/// An IAM Identity Center and its only user.
struct SsoInstance {
  std::string start_url;
  std::string region;
  std::string person;
  std::vector<const Role*> assignments;  ///< the roles of this user
  // Seconds, each.
  std::int64_t token_lifetime = 3600;
  std::int64_t login_lifetime = 28800;  ///< lifetime of a refresh token
  std::int64_t registration_lifetime = 7776000;
  std::int64_t device_lifetime = 600;
  std::int64_t device_interval = 1;
  bool rotate_refresh_tokens = false;
};

/// The content of the config file. It never changes while the testbed runs, so it can be read without a lock.
/// Uses std::map, because keys and callers point to its elements.
struct World {
  std::map<std::string, User> users;              ///< by ARN
  std::map<std::string, Role> roles;              ///< by ARN
  std::map<std::string, AccessKey> access_keys;   ///< by access key id
  std::map<std::string, const User*> mfa_owners;  ///< by serial
  std::vector<SsoInstance> sso;
  std::map<std::string, IdentityProvider> identity_providers;  ///< by issuer
  std::vector<ConsoleLogin> logins;
};

/// The instance of that start URL, or nullptr. As in the browser, "#", "#/" and "/" at its end are ignored.
const SsoInstance* find_sso(const World& world, std::string_view start_url);

/// The device, or nullptr.
const MfaDevice* find_device(const World& world, const std::string& serial);

}  // namespace testbed
