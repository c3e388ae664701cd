// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
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

/// What the config file says exists. Never changes while the testbed runs, so it may be read without a lock.
/// std::map, because its elements stay where they are: keys and callers point at users and roles.
struct World {
  std::map<std::string, User> users;              ///< by ARN
  std::map<std::string, Role> roles;              ///< by ARN
  std::map<std::string, AccessKey> access_keys;   ///< by access key id
  std::map<std::string, const User*> mfa_owners;  ///< by serial
};

/// The device, or nullptr.
const MfaDevice* find_device(const World& world, const std::string& serial);

}  // namespace testbed
