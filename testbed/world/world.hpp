// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  std::vector<std::string> assume;  ///< globs of role ARNs the user's own policy lets it assume
  std::optional<std::int64_t> session_lifetime;
};

struct AccessKey {
  std::string id;
  std::string secret;
  bool active = true;
  const User* user = nullptr;
};

struct Role {
  std::string account;
  std::string name;
  std::string arn;
  std::string id;
  std::vector<std::string> trust;
  std::vector<std::string> assume;  ///< as User::assume, for chaining
  bool require_mfa = false;
  std::optional<std::int64_t> max_mfa_age;
  std::optional<std::string> external_id;
  std::int64_t max_session_duration = 3600;
  std::optional<std::int64_t> lifetime;
};

/// An IAM Identity Center, and the one person who sits at its browser.
struct SsoInstance {
  std::string start_url;
  std::string region;
  std::string person;
  std::vector<const Role*> assignments;  ///< the roles this person may have
  // Seconds, each.
  std::int64_t token_lifetime = 3600;
  std::int64_t login_lifetime = 28800;  ///< how long a refresh token is good
  std::int64_t registration_lifetime = 7776000;
  std::int64_t device_lifetime = 600;
  std::int64_t device_interval = 1;
  bool rotate_refresh_tokens = false;
};

/// What the config file says exists. Never changes while the testbed runs, so it may be read without a lock.
/// std::map, because its elements stay where they are: keys and callers point at users and roles.
struct World {
  std::map<std::string, User> users;              ///< by ARN
  std::map<std::string, Role> roles;              ///< by ARN
  std::map<std::string, AccessKey> access_keys;   ///< by access key id
  std::map<std::string, const User*> mfa_owners;  ///< by serial
  std::vector<SsoInstance> sso;
};

/// The instance of that start URL, or nullptr. As in the browser, "#", "#/" and "/" at its end do not matter.
const SsoInstance* find_sso(const World& world, std::string_view start_url);

/// The device, or nullptr.
const MfaDevice* find_device(const World& world, const std::string& serial);

}  // namespace testbed
