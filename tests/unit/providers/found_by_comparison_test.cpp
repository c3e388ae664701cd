// SPDX-License-Identifier: Apache-2.0
// Regression tests for findings of tests/differential.
#include <gtest/gtest.h>

#include "session/access.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kCachedRole =
    R"({"Credentials": {"AccessKeyId": "ASIACACHED", "SecretAccessKey": "s", "SessionToken": "t",
        "Expiration": "2026-03-01T00:17:00Z"}})";

class FoundByComparison : public ::testing::Test {
 protected:
  FoundByComparison() {
    machine.network = [](const HttpRequest& request) -> Reply {
      const bool by_web = request.body.view().find("WithWebIdentity") != std::string::npos;
      const auto reply = assume_role_reply("1", "ops");
      return xml(200, by_web ? replaced(reply, "AssumeRoleRe", "AssumeRoleWithWebIdentityRe") : reply);
    };
  }

  Result<Credentials> credentials(std::optional<std::string> profile) {
    const auto session = open_session({std::move(profile)}, machine.host());
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  std::string header(const std::string& wanted) const {
    for (const auto& [name, value] : machine.requests.at(0).headers) {
      if (name == wanted) return value.reveal();
    }
    return "none";
  }

  /// Writes a role `ops` with these settings, and its source.
  void write_role(const std::string& settings, const std::string& more_of_base = "") const {
    machine.home.write(
        ".aws/config",
        "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = base\n" + settings +
            "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = basesecret\n" +
            more_of_base);
  }

  TestHost machine;
};

TEST_F(FoundByComparison, HostIsSignedAndSentInLowerCase) {
  write_role("region = us-east-1\nendpoint_url = https://STS.Example.COM:8443/Path\n");
  ASSERT_TRUE(credentials("ops"));
  EXPECT_EQ(machine.requests.at(0).url, "https://sts.example.com:8443/Path");
  const auto with_capitals = header("Authorization");
  machine.requests.clear();
  TestHost other;
  other.network = machine.network;
  other.home.write(".aws/config",
                   replaced(machine.home.read(".aws/config"), "STS.Example.COM", "sts.example.com"));
  ASSERT_TRUE(open_session({"ops"}, other.host())->credentials());
  machine.requests = other.requests;
  EXPECT_EQ(header("Authorization"), with_capitals);
}

TEST_F(FoundByComparison, EmptySessionNameIsReplacedInPlace) {
  write_role("region = us-east-1\nrole_session_name =\nexternal_id = ext\n");
  ASSERT_TRUE(credentials("ops"));
  const auto form = form_of(machine.requests.at(0).body);
  EXPECT_EQ(form.at(2).first, "RoleSessionName");
  EXPECT_EQ(form.at(2).second, "botocore-session-1772323200");
  EXPECT_EQ(form.back().first, "RoleArn");
}

TEST_F(FoundByComparison, EmptyTokenIsNotSigned) {
  write_role("region = us-east-1\n", "aws_session_token =\n");
  ASSERT_TRUE(credentials("ops"));
  EXPECT_EQ(header("X-Amz-Security-Token"), "none");
  EXPECT_NE(header("Authorization").find("SignedHeaders=content-type;host;x-amz-date,"), std::string::npos);
}

TEST_F(FoundByComparison, EmptyProfileNameProvidesARegionButNoKeys) {
  machine.home.write(".aws/credentials",
                     "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n");
  machine.home.write(".aws/config",
                     "[profile '']\nregion = eu-west-3\naws_access_key_id = AKIAEMPTY\n"
                     "aws_secret_access_key = s\n");
  const auto session = open_session({""}, machine.host());
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->region(), "eu-west-3");
  EXPECT_EQ(session->credentials()->access_key_id, "AKIADEFAULT");
}

TEST_F(FoundByComparison, WebIdentityWithAConfiguredEndpointNeedsNoRegion) {
  machine.home.write("token", "JWT.TOKEN");
  machine.home.write(".aws/config",
                     "[default]\nrole_arn = arn:aws:iam::222222222222:role/ops\n"
                     "endpoint_url = http://127.0.0.1:4566\nweb_identity_token_file = " +
                         machine.home.path() + "/token\n");
  const auto found = credentials(std::nullopt);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(machine.requests.at(0).url, "http://127.0.0.1:4566/");
}

TEST_F(FoundByComparison, SignedCallWithAConfiguredEndpointAcceptsAnEmptyRegion) {
  const std::string endpoint = "endpoint_url = http://127.0.0.1:4566\n";
  write_role(endpoint);
  const auto found = credentials("ops");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("you must specify a region"), std::string::npos);
  write_role(endpoint + "region =\n");
  ASSERT_TRUE(credentials("ops"));
  EXPECT_NE(header("Authorization").find("/20260301//sts/aws4_request"), std::string::npos);
}

TEST_F(FoundByComparison, InvalidStsOptionBreaksOtherServices) {
  machine.home.write(".aws/sso/cache/22f00c6461897f7c3e293d9d99f86e5efed957dd.json",
                     R"({"startUrl": "https://d-abc.awsapps.com/start", "region": "us-west-2",
                         "accessToken": "AT", "expiresAt": "2099-01-01T00:00:00Z"})");
  machine.home.write(
      ".aws/config",
      "[profile s]\nsso_start_url = https://d-abc.awsapps.com/start\nsso_region = us-west-2\n"
      "sso_account_id = 123456789012\nsso_role_name = Admin\nsts_regional_endpoints = Legacy\n");
  const auto found = credentials("s");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("Legacy"), std::string::npos) << found.error().message;
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(FoundByComparison, CachedRoleIgnoresExpiredVariables) {
  machine.home.write(".aws/config",
                     "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/Admin\n"
                     "credential_source = Environment\n");
  machine.env.set("AWS_ACCESS_KEY_ID", "AKIAENV");
  machine.env.set("AWS_SECRET_ACCESS_KEY", "s");
  machine.env.set("AWS_CREDENTIAL_EXPIRATION", "2026-02-01T00:00:00Z");
  const auto expired = credentials("ops");
  ASSERT_FALSE(expired);
  EXPECT_NE(expired.error().message.find("no credentials found in credential_source Environment"),
            std::string::npos);
  machine.home.write(".aws/cli/cache/51e7b105b5040ce662656c8dc6ab4de70c4de7ad.json", kCachedRole);
  const auto found = credentials("ops");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIACACHED");
}

TEST_F(FoundByComparison, CachedRoleIsNotRefreshedWithoutMfaSessions) {
  machine.env.set("LATCHKEY_MFA_SESSION", "off");
  machine.home.write("token", "JWT.TOKEN");
  machine.home.write(".aws/config",
                     "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/Admin\n"
                     "source_profile = web\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n"
                     "[profile web]\nrole_arn = arn:aws:iam::222222222222:role/web\n"
                     "web_identity_token_file = " +
                         machine.home.path() + "/token\n");
  machine.home.write(".aws/cli/cache/f6ee4f1f2e3b86d03f2a2cfc0f0c56c26c32ff64.json", kCachedRole);
  const auto found = credentials("ops");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIACACHED");
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(FoundByComparison, RegionalSettingIsCheckedWithAConfiguredEndpoint) {
  for (const bool is_legacy : {false, true}) {
    write_role(std::string("region = us-east-1\nendpoint_url = https://sts.example.com\n") +
               "sts_regional_endpoints = " + (is_legacy ? "legacy\n" : "Legacy\n"));
    const auto found = credentials("ops");
    EXPECT_EQ(found.has_value(), is_legacy);
    EXPECT_EQ(!found && found.error().message.find("Legacy") != std::string::npos, !is_legacy);
  }
}

TEST(NamelessProfile, HasNoToken) {
  for (const std::string name : {"named", ""}) {
    TestHost machine;
    machine.home.write(".aws/config",
                       "[profile ops]\nrole_arn = arn:aws:iam::222222222222:role/ops\nsource_profile = " +
                           name + "\n[profile '" + name +
                           "']\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
                           "[sso-session corp]\nsso_start_url = https://d-abc.awsapps.com/start\n"
                           "sso_region = us-west-2\n");
    machine.home.write(".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
                       R"({"accessToken": "AT", "expiresAt": "2099-01-01T00:00:00Z"})");
    machine.network = [](const HttpRequest& request) -> Reply {
      if (request.url.find("portal.sso") == std::string::npos) return xml(200, assume_role_reply("1", "ops"));
      return HttpResponse{200,
                          {{"content-type", "application/json"}},
                          R"({"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "s",)"
                          R"( "sessionToken": "t", "expiration": 4070908800000}})"};
    };
    const auto session = open_session({"ops", std::nullopt}, machine.host());
    ASSERT_TRUE(session) << session.error().message;
    const auto found = session->credentials();
    EXPECT_EQ(found.has_value(), name == "named");
    EXPECT_EQ(!found && found.error().kind == ErrorKind::config, name.empty());
    EXPECT_EQ(machine.requests.empty(), name.empty());
  }
}

}  // namespace
}  // namespace latchkey::test
