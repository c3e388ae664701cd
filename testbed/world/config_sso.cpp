// SPDX-License-Identifier: Apache-2.0
#include "world/config_sso.hpp"

#include <utility>

namespace testbed {
namespace {

constexpr std::int64_t kLongest = 10LL * 365 * 86400;

const Role& assigned_role(const World& world, const ConfigNode& node) {
  node.allow_only({"account", "role"});
  const std::string account = node.required("account").text();
  const std::string name = node.required("role").text();
  for (const auto& [arn, role] : world.roles) {
    if (role.account == account && role.name == name) return role;
  }
  node.required("role").fail("account " + account + " has no such role");
}

SsoInstance read_instance(const World& world, const ConfigNode& node) {
  node.allow_only({"start_url", "region", "person", "assignments", "token_lifetime_seconds",
                   "login_lifetime_seconds", "registration_lifetime_seconds", "device_lifetime_seconds",
                   "device_interval_seconds", "rotate_refresh_tokens"});
  SsoInstance out;
  out.start_url = node.required("start_url").text();
  if (out.start_url.rfind("https://", 0) != 0) node.required("start_url").fail("must begin with https://");
  out.region = node.text_or("region", "us-east-1");
  out.person = node.text_or("person", "ada");
  for (const ConfigNode& item : node.items("assignments")) {
    out.assignments.push_back(&assigned_role(world, item));
  }
  const auto seconds = [&](std::string_view name, std::int64_t& value) {
    value = node.integer_at(name, 1, kLongest).value_or(value);
  };
  seconds("token_lifetime_seconds", out.token_lifetime);
  seconds("login_lifetime_seconds", out.login_lifetime);
  seconds("registration_lifetime_seconds", out.registration_lifetime);
  seconds("device_lifetime_seconds", out.device_lifetime);
  out.device_interval = node.integer_at("device_interval_seconds", 0, 3600).value_or(out.device_interval);
  out.rotate_refresh_tokens = node.boolean_or("rotate_refresh_tokens", false);
  return out;
}

}  // namespace

void read_sso(World& world, const ConfigNode& root) {
  for (const ConfigNode& node : root.items("sso")) {
    SsoInstance instance = read_instance(world, node);
    if (find_sso(world, instance.start_url) != nullptr) {
      node.required("start_url").fail("this start URL is there twice");
    }
    world.sso.push_back(std::move(instance));
  }
}

}  // namespace testbed
