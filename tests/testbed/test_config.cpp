// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "world/config.hpp"

namespace testbed {
namespace {

std::string complaint(const std::string& json) {
  try {
    parse_world(json);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

std::string with_user(const std::string& user) {
  return R"({"accounts":[{"id":"111111111111","users":[)" + user + "]}]}";
}

TEST(Config, ReadsUsersKeysDevicesAndRoles) {
  const World world = parse_world(R"({"accounts":[{"id":"111111111111","users":[{"name":"ada",
    "access_keys":[{"id":"AKIAIOSFODNN7EXAMPLE","secret":"s","status":"Inactive"}],
    "mfa_devices":[{"serial":"arn:aws:iam::111111111111:mfa/ada","secret_base32":"MZXW6YTB"}]}],
    "roles":[{"name":"ops","path":"/a/","max_mfa_age_seconds":60}]}]})");
  const User& ada = world.users.at("arn:aws:iam::111111111111:user/ada");
  EXPECT_EQ(ada.id.substr(0, 4), "AIDA");
  EXPECT_EQ(ada.id.size(), 21U);
  EXPECT_FALSE(world.access_keys.at("AKIAIOSFODNN7EXAMPLE").active);
  EXPECT_EQ(find_device(world, "arn:aws:iam::111111111111:mfa/ada")->secret, "fooba");
  EXPECT_EQ(find_device(world, "nothing"), nullptr);
  const Role& ops = world.roles.at("arn:aws:iam::111111111111:role/a/ops");
  EXPECT_TRUE(ops.require_mfa) << "a limit on the age of MFA implies MFA";
  EXPECT_EQ(ops.max_session_duration, 3600);
}

TEST(Config, ReportsTheLocationOfAnError) {
  EXPECT_EQ(complaint("{"), "/: not JSON, at byte 2");
  EXPECT_EQ(complaint("[]"), "/: must be an object");
  EXPECT_EQ(complaint("{}"), "/: needs \"accounts\" with at least one account");
  EXPECT_EQ(complaint(R"({"accounts":[{"id":"1"}]})"), "/accounts/0/id: must be 12 digits");
  EXPECT_EQ(complaint(R"({"accounts":[{"id":"111111111111","usres":[]}]})"),
            "/accounts/0/usres: no such option");
  EXPECT_EQ(complaint(with_user("{}")), "/accounts/0/users/0: needs \"name\"");
  EXPECT_EQ(complaint(with_user(R"({"name":"a","mfa_devices":[{"serial":"x","secret_base32":"1!"}]})")),
            "/accounts/0/users/0/mfa_devices/0/secret_base32: must be base32");
  EXPECT_EQ(complaint(with_user(R"({"name":"a","access_keys":[{"id":"short","secret":"x"}]})")),
            "/accounts/0/users/0/access_keys/0/id: must be 16 to 128 letters, digits or _");
  EXPECT_EQ(complaint(with_user(R"({"name":"a"},{"name":"a"})")),
            "/accounts/0/users/1/name: this user is there twice");
  EXPECT_EQ(
      complaint(R"({"accounts":[{"id":"111111111111","roles":[{"name":"r","max_session_duration":60}]}]})"),
      "/accounts/0/roles/0/max_session_duration: must be a whole number from 3600 to 43200");
}

TEST(Config, ReportsTheLocationOfAnErrorInSso) {
  const auto with_sso = [](const std::string& sso) {
    return R"({"accounts":[{"id":"111111111111","roles":[{"name":"r"}]}],"sso":[)" + sso + "]}";
  };
  EXPECT_EQ(complaint(with_sso(R"({"start_url":"https://a/start",
                                   "assignments":[{"account":"111111111111","role":"r"}]})")),
            "");
  EXPECT_EQ(complaint(with_sso("{}")), "/sso/0: needs \"start_url\"");
  EXPECT_EQ(complaint(with_sso(R"({"start_url":"http://a"})")), "/sso/0/start_url: must begin with https://");
  EXPECT_EQ(complaint(with_sso(R"({"start_url":"https://a"},{"start_url":"https://a/"})")),
            "/sso/1/start_url: this start URL is there twice");
  EXPECT_EQ(complaint(with_sso(R"({"start_url":"https://a","assignments":[{"account":"1","role":"r"}]})")),
            "/sso/0/assignments/0/role: account 1 has no such role");
}

}  // namespace
}  // namespace testbed
