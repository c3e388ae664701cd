// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <gtest/gtest.h>

#include "base/timestamp.hpp"
#include "base/url.hpp"
#include "session/access.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using Reason = TransportFailure::Reason;

constexpr const char* kToken = "PUT /latest/api/token";
constexpr const char* kRole = "GET /latest/meta-data/iam/security-credentials/";
constexpr const char* kKeys = "GET /latest/meta-data/iam/security-credentials/node";
constexpr const char* kReply =
    R"({"Code": "Success", "AccessKeyId": "ASIAI", "SecretAccessKey": "si", "Token": "ti", )"
    R"("Expiration": "2026-03-01T06:00:00Z"})";

Reply failure(Reason cause, bool sent = false) {
  return tl::unexpected(TransportFailure{cause, "words", sent});
}

/// An instance whose three resources reply as the test configures.
class InstanceMetadata : public ::testing::Test {
 protected:
  InstanceMetadata() {
    machine.env.set("AWS_EC2_METADATA_DISABLED", "false");
    answers = {{kToken, HttpResponse{200, {}, "v2token"}},
               {kRole, HttpResponse{200, {}, "node"}},
               {kKeys, HttpResponse{200, {}, kReply}}};
    machine.network = [this](const HttpRequest& request) -> Reply {
      const auto path = split_url(request.url).value_or(UrlParts{}).path;
      const auto found = answers.find(request.method + ' ' + path);
      return found != answers.end() ? found->second : HttpResponse{404, {}, ""};
    };
  }

  Result<Credentials> credentials() {
    machine.requests.clear();
    const auto session = open_session({}, machine.host());
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  /// Expects no credentials after this number of requests.
  void expect_none(std::size_t requests) {
    const auto found = credentials();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::missing);
    EXPECT_NE(found.error().message.find("unable to locate credentials"), std::string::npos)
        << found.error().message;
    EXPECT_EQ(machine.requests.size(), requests);
  }

  std::optional<std::string> header(std::size_t request, const std::string& name) {
    for (const auto& [key, value] : machine.requests.at(request).headers) {
      if (key == name) return value.reveal();
    }
    return std::nullopt;
  }

  std::map<std::string, Reply> answers;
  TestHost machine;
};

TEST_F(InstanceMetadata, RequestsATokenAndSendsIt) {
  const auto found = credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIAI");
  EXPECT_EQ(found->source, "iam-role");
  ASSERT_EQ(machine.requests.size(), 3U);
  EXPECT_EQ(machine.requests[0].url, "http://169.254.169.254/latest/api/token");
  EXPECT_EQ(machine.requests[0].connect_timeout, std::chrono::seconds(1));
  EXPECT_TRUE(machine.requests[0].is_probe);
  EXPECT_EQ(header(0, "x-aws-ec2-metadata-token-ttl-seconds"), "21600");
  EXPECT_EQ(header(1, "x-aws-ec2-metadata-token"), "v2token");
  EXPECT_EQ(header(2, "x-aws-ec2-metadata-token"), "v2token");
  for (const auto& line : machine.debug_lines) EXPECT_EQ(line.find("v2token"), std::string::npos);
}

TEST_F(InstanceMetadata, TriesOnceWithoutAReply) {
  for (const auto cause : {Reason::connect, Reason::timeout, Reason::resolve}) {
    answers[kToken] = failure(cause);
    expect_none(1);
  }
  EXPECT_TRUE(machine.pauses.empty());
  EXPECT_TRUE(machine.notices.empty());
  EXPECT_TRUE(machine.warnings.empty());
}

TEST_F(InstanceMetadata, FallsBackToTheFirstVersionWithoutAToken) {
  for (const auto& answer : std::vector<Reply>{
           HttpResponse{403, {}, ""}, HttpResponse{404, {}, ""}, HttpResponse{405, {}, ""},
           HttpResponse{500, {}, ""}, HttpResponse{302, {{"location", "http://elsewhere/"}}, ""},
           failure(Reason::timeout, true), failure(Reason::broken, true)}) {
    answers[kToken] = answer;
    EXPECT_TRUE(credentials());
    ASSERT_EQ(machine.requests.size(), 3U);
    EXPECT_FALSE(header(1, "x-aws-ec2-metadata-token"));
  }
  answers[kToken] = HttpResponse{400, {}, ""};
  expect_none(1);
}

TEST_F(InstanceMetadata, DisabledFirstVersionIsAnError) {
  machine.home.write(".aws/config", "[default]\nec2_metadata_v1_disabled = True\n");
  for (const auto& answer : std::vector<Reply>{HttpResponse{404, {}, ""}, failure(Reason::connect)}) {
    answers[kToken] = answer;
    const auto found = credentials();
    ASSERT_FALSE(found);
    EXPECT_NE(found.error().message.find("version 1 is disabled"), std::string::npos)
        << found.error().message;
    EXPECT_EQ(machine.requests.size(), 1U);
  }
}

TEST_F(InstanceMetadata, IgnoresInvalidReplies) {
  answers[kRole] = HttpResponse{404, {}, "no role"};
  expect_none(2);
  answers[kRole] = HttpResponse{200, {}, ""};
  expect_none(2);
  answers[kRole] = failure(Reason::timeout, true);
  expect_none(2);
  answers[kRole] = HttpResponse{200, {}, "node"};
  const std::string reply = kReply;
  answers[kKeys] = HttpResponse{200, {}, reply.substr(0, reply.size() / 2)};
  expect_none(3);
  answers[kKeys] = HttpResponse{200, {{"content-type", "text/html"}}, "<html>"};
  expect_none(3);
  answers[kKeys] = HttpResponse{200, {}, R"({"Code": "AssumeRoleUnauthorizedAccess", "Message": "no"})"};
  expect_none(3);
  answers[kKeys] = HttpResponse{200, {}, "[1]"};
  expect_none(3);
}

TEST_F(InstanceMetadata, FailsIfTheEndpointIsInvalid) {
  for (const auto cause : {Reason::proxy, Reason::tls, Reason::too_large, Reason::unavailable}) {
    for (const auto* what : {kToken, kKeys}) {
      const auto before = answers.at(what);
      answers[what] = failure(cause);
      const auto found = credentials();
      ASSERT_FALSE(found);
      EXPECT_EQ(found.error().kind, ErrorKind::network);
      EXPECT_NE(found.error().hint.find("AWS_EC2_METADATA_DISABLED"), std::string::npos);
      answers[what] = before;
    }
  }
}

TEST_F(InstanceMetadata, AttemptsAndTimeoutAreConfigurable) {
  machine.home.write(".aws/config", "[default]\nmetadata_service_num_attempts = 5\n");
  machine.env.set("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3");
  machine.env.set("AWS_METADATA_SERVICE_TIMEOUT", "7");
  answers[kToken] = failure(Reason::connect);
  expect_none(3);
  EXPECT_EQ(machine.requests[0].read_timeout, std::chrono::seconds(7));
  answers[kToken] = HttpResponse{200, {}, "v2token"};
  answers[kKeys] = HttpResponse{500, {}, ""};
  expect_none(5);
}

TEST_F(InstanceMetadata, AddressIsConfigurable) {
  const auto asked = [&] {
    EXPECT_TRUE(credentials());
    return machine.requests.at(0).url;
  };
  machine.env.set("AWS_IMDS_USE_IPV6", "TRUE");
  EXPECT_EQ(asked(), "http://[fd00:ec2::254]/latest/api/token");
  machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv4");
  EXPECT_EQ(asked(), "http://169.254.169.254/latest/api/token");
  machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPV6");
  machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "");
  EXPECT_EQ(asked(), "http://[fd00:ec2::254]/latest/api/token");
  machine.env.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1338");
  machine.env.set("http_proxy", "http://proxy:3128");
  machine.env.set("no_proxy", "10.0.0.1");
  EXPECT_EQ(asked(), "http://127.0.0.1:1338/latest/api/token");
  EXPECT_EQ(machine.requests[0].proxy, "http://proxy:3128");
}

TEST_F(InstanceMetadata, InvalidSettingFailsEveryLookupAsInBotocore) {
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"AWS_METADATA_SERVICE_TIMEOUT", "1.5"},
           {"AWS_METADATA_SERVICE_NUM_ATTEMPTS", ""},
           {"AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254"},
           {"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5"}}) {
    TestHost other;
    other.env.set("AWS_ACCESS_KEY_ID", "AKIA");
    other.env.set("AWS_SECRET_ACCESS_KEY", "s");
    other.env.set(name, value);
    const auto session = open_session({}, other.host());
    ASSERT_FALSE(session) << name;
    EXPECT_EQ(session.error().kind, ErrorKind::config);
    EXPECT_NE(session.error().message.find(name), std::string::npos) << session.error().message;
  }
  machine.env.set("AWS_METADATA_SERVICE_TIMEOUT", "0");
  EXPECT_EQ(credentials().error().kind, ErrorKind::config);
}

TEST_F(InstanceMetadata, UnrefreshableCredentialsAreExtended) {
  // 15 minutes and, with a jitter of one half, 120 + 240 seconds.
  const auto margin = std::chrono::seconds(900 + 360);
  machine.clock = parse_timestamp("2026-03-01T06:00:00Z")->at - margin - std::chrono::seconds(1);
  EXPECT_EQ(isoformat({*credentials()->expiration}), "2026-03-01T06:00:00+00:00");
  for (const auto later : {std::chrono::seconds(1), std::chrono::seconds(86400)}) {
    machine.clock += later;
    const auto found = credentials();
    ASSERT_TRUE(found);
    EXPECT_EQ(*found->expiration, machine.clock + margin);
  }
}

TEST_F(InstanceMetadata, ExpirationOfAnotherTypeIsNotExtended) {
  machine.clock = parse_timestamp("2026-03-01T06:00:00Z")->at;
  const std::string reply = kReply;
  answers[kKeys] = HttpResponse{200, {}, replaced(reply, "06:00:00Z", "05:59:59+00:00")};
  const auto found = credentials();
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("have expired"), std::string::npos) << found.error().message;
  answers[kKeys] = HttpResponse{200, {}, replaced(reply, "06:00:00Z", "soon")};
  EXPECT_EQ(credentials().error().kind, ErrorKind::config);
}

TEST_F(InstanceMetadata, SessionKeepsTheLaterExpirationOfTheSameKeys) {
  const auto session = open_session({}, machine.host());
  ASSERT_TRUE(session);
  ASSERT_TRUE(session->credentials());
  machine.clock = parse_timestamp("2026-03-01T06:00:00Z")->at;
  const auto extended = session->credentials();
  ASSERT_TRUE(extended);
  const auto count = machine.requests.size();
  EXPECT_EQ(session->credentials()->expiration, extended->expiration);
  EXPECT_EQ(machine.requests.size(), count);
}

TEST_F(InstanceMetadata, IsTheSourceOfARole) {
  machine.home.write(".aws/config",
                     "[default]\nregion = eu-west-1\ncredential_source = Ec2InstanceMetadata\n"
                     "role_arn = arn:aws:iam::222222222222:role/ops\n");
  answers["POST /"] = xml(200, assume_role_reply("1", "ops", "2026-03-01T01:00:00Z"));
  EXPECT_EQ(credentials()->access_key_id, "ASIA1");
  EXPECT_EQ(machine.requests.size(), 4U);
  machine.clock += std::chrono::hours(1);
  answers[kToken] = failure(Reason::connect);
  const auto found = credentials();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            "no credentials found in credential_source Ec2InstanceMetadata referenced in profile default");
}

}  // namespace
}  // namespace latchkey::test
