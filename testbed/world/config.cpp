// SPDX-License-Identifier: Apache-2.0
#include "world/config.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "world/config_identity.hpp"
#include "world/config_node.hpp"
#include "world/config_sso.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kLongest = 10LL * 365 * 86400;

// An ARN has the same unique ID in every run, so that recorded output is comparable.
std::string derived_id(std::string_view prefix, const std::string& arn) {
  return std::string(prefix) + base32(sha256(arn)).substr(0, 17);
}

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string read_account_id(const ConfigNode& account) {
  const ConfigNode node = account.required("id");
  std::string id = node.text();
  if (id.size() != 12 || !all_of(id, "0123456789")) node.fail("must be 12 digits");
  return id;
}

std::string read_path(const ConfigNode& owner) {
  std::string path = owner.text_or("path", "/");
  if (path.front() != '/' || path.back() != '/') owner.required("path").fail("must begin and end with /");
  return path;
}

void read_access_key(World& world, const ConfigNode& node, const User& user) {
  node.allow_only({"id", "secret", "status"});
  AccessKey key;
  key.id = node.required("id").text();
  if (key.id.size() < 16 || key.id.size() > 128 ||
      !all_of(key.id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")) {
    node.required("id").fail("must be 16 to 128 letters, digits or _");
  }
  key.secret = node.required("secret").text();
  const std::string status = node.text_or("status", "Active");
  if (status != "Active" && status != "Inactive") {
    node.required("status").fail("must be \"Active\" or \"Inactive\"");
  }
  key.active = status == "Active";
  key.user = &user;
  std::string id = key.id;
  if (!world.access_keys.emplace(std::move(id), std::move(key)).second) {
    node.required("id").fail("this key id is there twice");
  }
}

void read_device(World& world, const ConfigNode& node, User& user) {
  node.allow_only({"serial", "secret_base32"});
  MfaDevice device;
  device.serial = node.required("serial").text();
  const ConfigNode secret = node.required("secret_base32");
  auto bytes = base32_decode(secret.text());
  if (!bytes || bytes->empty()) secret.fail("must be base32");
  device.secret = std::move(*bytes);
  if (!world.mfa_owners.emplace(device.serial, &user).second) {
    node.required("serial").fail("this device is there twice");
  }
  user.mfa_devices.push_back(std::move(device));
}

void read_user(World& world, const ConfigNode& node, const std::string& account,
               const std::string& partition) {
  node.allow_only(
      {"name", "path", "user_id", "access_keys", "mfa_devices", "assume", "session_lifetime_seconds"});
  User user;
  user.account = account;
  user.name = node.required("name").text();
  user.arn = "arn:" + partition + ":iam::" + account + ":user" + read_path(node) + user.name;
  user.id = node.text_or("user_id", derived_id("AIDA", user.arn));
  user.assume = node.member("assume") ? node.texts("assume") : std::vector<std::string>{"*"};
  user.session_lifetime = node.integer_at("session_lifetime_seconds", 1, kLongest);
  std::string arn = user.arn;
  const auto [place, is_new] = world.users.emplace(std::move(arn), std::move(user));
  if (!is_new) node.required("name").fail("this user is there twice");
  for (const ConfigNode& key : node.items("access_keys")) read_access_key(world, key, place->second);
  for (const ConfigNode& device : node.items("mfa_devices")) read_device(world, device, place->second);
}

void read_role(World& world, const ConfigNode& node, const std::string& account,
               const std::string& partition) {
  node.allow_only({"name", "path", "role_id", "trust", "assume", "require_mfa", "max_mfa_age_seconds",
                   "external_id", "max_session_duration", "lifetime_seconds"});
  Role role;
  role.account = account;
  role.name = node.required("name").text();
  role.arn = "arn:" + partition + ":iam::" + account + ":role" + read_path(node) + role.name;
  role.id = node.text_or("role_id", derived_id("AROA", role.arn));
  read_trust(world, node, role);
  role.assume = node.member("assume") ? node.texts("assume") : std::vector<std::string>{"*"};
  role.max_mfa_age = node.integer_at("max_mfa_age_seconds", 1, kLongest);
  role.require_mfa = node.boolean_or("require_mfa", false) || role.max_mfa_age;
  if (node.member("external_id")) role.external_id = node.required("external_id").text();
  role.max_session_duration = node.integer_at("max_session_duration", 3600, 43200).value_or(3600);
  role.lifetime = node.integer_at("lifetime_seconds", 1, kLongest);
  std::string arn = role.arn;
  if (!world.roles.emplace(std::move(arn), std::move(role)).second) {
    node.required("name").fail("this role is there twice");
  }
}

}  // namespace

World parse_world(std::string_view json_text) {
  nlohmann::json json;
  try {
    json = nlohmann::json::parse(json_text);
  } catch (const nlohmann::json::parse_error& error) {
    throw ConfigError("/: not JSON, at byte " + std::to_string(error.byte));
  }
  World world;
  const ConfigNode root(json, "");
  root.allow_only({"accounts", "sso", "identity_providers", "logins"});
  read_identity_providers(world, root);
  if (root.items("accounts").empty()) root.fail("needs \"accounts\" with at least one account");
  for (const ConfigNode& account : root.items("accounts")) {
    account.allow_only({"id", "partition", "users", "roles"});
    const std::string id = read_account_id(account);
    const std::string partition = account.text_or("partition", "aws");
    for (const ConfigNode& user : account.items("users")) read_user(world, user, id, partition);
    for (const ConfigNode& role : account.items("roles")) read_role(world, role, id, partition);
  }
  read_sso(world, root);
  read_logins(world, root);
  return world;
}

World load_world(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file.is_open() || file.bad()) throw ConfigError(path + ": cannot be read");
  try {
    return parse_world(text.str());
  } catch (const ConfigError& error) {
    throw ConfigError(path + ": " + error.what());
  }
}

}  // namespace testbed
