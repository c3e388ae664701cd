// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "aws/cache/cache_key.hpp"
#include "platform/files/file_lock.hpp"
#include "session/access.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

constexpr const char* kRole = "arn:aws:iam::222222222222:role/web";

std::string reply(const std::string& expiration = "2099-01-01T00:00:00Z") {
  return replaced(assume_role_reply("1", "web", expiration), "AssumeRoleRe", "AssumeRoleWithWebIdentityRe");
}

class WebIdentity : public ::testing::Test {
 protected:
  WebIdentity() {
    machine.home.write("token", "JWT.TOKEN");
    machine.env.set("AWS_WEB_IDENTITY_TOKEN_FILE", machine.home.path() + "/token");
    machine.env.set("AWS_ROLE_ARN", kRole);
    machine.env.set("AWS_DEFAULT_REGION", "eu-west-1");
    machine.network = [](const HttpRequest&) -> Reply { return xml(200, reply()); };
  }

  Result<Credentials> credentials() {
    const auto session = open_session({}, machine.host());
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  /// The error for a reply of STS.
  Error error_of(Reply answer) {
    machine.network = [answer = std::move(answer)](const HttpRequest&) { return answer; };
    const auto found = credentials();
    EXPECT_FALSE(found);
    if (found) return {};
    EXPECT_EQ(found.error().message.find("JWT.TOKEN"), std::string::npos) << found.error().message;
    EXPECT_FALSE(found.error().hint.empty());
    return found.error();
  }

  TestHost machine;
};

TEST_F(WebIdentity, RereadsTheTokenForEachCall) {
  ASSERT_TRUE(credentials());
  machine.home.write("token", "SECOND\r\nLINE\r");
  machine.clock += std::chrono::hours(24 * 365 * 80);
  machine.network = [](const HttpRequest&) -> Reply { return xml(200, reply("2199-01-01T00:00:00Z")); };
  ASSERT_TRUE(credentials());
  ASSERT_EQ(machine.requests.size(), 2U);
  EXPECT_EQ(form_of(machine.requests[0].body).back().second, "JWT.TOKEN");
  EXPECT_EQ(form_of(machine.requests[1].body).back().second, "SECOND\nLINE\n");
}

TEST_F(WebIdentity, CachedRoleNeedsNoCall) {
  ASSERT_TRUE(credentials());
  machine.home.write("token", "");
  const auto found = credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->source, "assume-role-with-web-identity");
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(WebIdentity, ReportsABrokenTokenFileBeforeARequest) {
  machine.home.write("token", "abc");
  EXPECT_NE(credentials().error().message.find("holds no token"), std::string::npos);
  machine.home.write("token", "\xff\xfe\xfd\xfc");
  EXPECT_NE(credentials().error().message.find("holds no token"), std::string::npos);
  machine.env.set("AWS_WEB_IDENTITY_TOKEN_FILE", machine.home.path() + "/other");
  EXPECT_NE(credentials().error().message.find("other is not there"), std::string::npos);
  machine.env.set("AWS_WEB_IDENTITY_TOKEN_FILE", machine.home.path());
  EXPECT_FALSE(credentials());
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(WebIdentity, MissingRoleIsAnError) {
  machine.env.set("AWS_ROLE_ARN", "");
  const auto found = credentials();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::config);
  EXPECT_NE(found.error().hint.find("AWS_ROLE_ARN"), std::string::npos);
}

TEST_F(WebIdentity, ReportsWhyStsRejectedTheToken) {
  auto error = error_of(xml(400, error_reply("ExpiredTokenException", "Token expired: current date/time 2")));
  EXPECT_EQ(error.kind, ErrorKind::denied);
  EXPECT_NE(error.message.find("token for role " + std::string(kRole) + " has expired"), std::string::npos);
  error = error_of(xml(400, error_reply("InvalidIdentityToken", "No OpenIDConnect provider found")));
  EXPECT_NE(error.message.find("No OpenIDConnect provider found"), std::string::npos) << error.message;
  error =
      error_of(xml(400, error_reply("InvalidIdentityToken", "The ID Token provided is not a valid JWT.")));
  EXPECT_NE(error.hint.find("not even a line end"), std::string::npos) << error.hint;
  error = error_of(
      xml(403, error_reply("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")));
  EXPECT_NE(error.hint.find("trust policy"), std::string::npos);
}

TEST_F(WebIdentity, ReportsANetworkFailure) {
  using Reason = TransportFailure::Reason;
  for (const auto cause : {Reason::connect, Reason::timeout, Reason::broken, Reason::too_large}) {
    EXPECT_EQ(error_of(tl::unexpected(TransportFailure{cause, "words", true})).kind, ErrorKind::network);
  }
  const std::string body = reply();
  EXPECT_EQ(error_of(xml(200, body.substr(0, body.size() / 2))).kind, ErrorKind::network);
  EXPECT_EQ(error_of(HttpResponse{302, {{"location", "http://elsewhere/"}}, ""}).kind, ErrorKind::network);
  EXPECT_EQ(error_of(HttpResponse{200, {{"content-type", "text/html"}}, "<html>"}).kind, ErrorKind::network);
}

/// Another process holds the role's lock.
class WebIdentitySingleFlight : public WebIdentity {
 protected:
  WebIdentitySingleFlight() {
    RoleStep step;
    step.role_arn = kRole;
    key = role_cache_key(step);
    auto taken = FileLock::try_take(machine.home.path() + "/.aws/latchkey/locks/role-" + key + ".lock");
    EXPECT_TRUE(taken && *taken);
    lock = *std::move(taken);
  }

  /// While the lock is held, `other` works at the third pause and releases the lock at the next one.
  Result<Credentials> credentials_for_step(const std::function<void()>& other) {
    Host host = machine.host();
    int naps = 0;
    host.sleep = [&](std::chrono::milliseconds) {
      if (++naps == 3) other();
      if (naps == 4) lock.reset();
    };
    const auto session = open_session({}, host);
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  std::string key;
  std::optional<FileLock> lock;
};

TEST_F(WebIdentitySingleFlight, WaiterUsesTheResultOfTheLockHolder) {
  const auto found = credentials_for_step([this] {
    machine.home.write(".aws/cli/cache/" + key + ".json",
                       R"({"Credentials": {"AccessKeyId": "ASIATHEIRS", "SecretAccessKey": "s", )"
                       R"("SessionToken": "t", "Expiration": "2026-03-01T01:00:00+00:00"}})");
  });
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIATHEIRS");
  EXPECT_EQ(found->source, "assume-role-with-web-identity");
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(WebIdentitySingleFlight, WaiterSendsARequestAfterAFailure) {
  const auto found = credentials_for_step([] {});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA1");
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(WebIdentitySingleFlight, SharesOnlyNetworkFailuresWithWaiters) {
  lock.reset();
  const auto path = machine.home.path() + "/.aws/latchkey/locks/role-" + key + ".lock";
  error_of(xml(400, error_reply("ExpiredTokenException", "Token expired")));
  EXPECT_EQ(FileLock::try_take(path)->value().note().find("failed_at"), std::string::npos)
      << "the next one may have a token of its own";
  error_of(tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "words", false}));
  EXPECT_NE(FileLock::try_take(path)->value().note().find("failed_at"), std::string::npos);
}

TEST_F(WebIdentitySingleFlight, WorksWithAReadOnlyHome) {
  TestHost other;
  other.home.write(".aws/latchkey", "no folder");
  other.home.write("token", "JWT.TOKEN");
  other.env.set("AWS_WEB_IDENTITY_TOKEN_FILE", other.home.path() + "/token");
  other.env.set("AWS_ROLE_ARN", kRole);
  other.env.set("AWS_DEFAULT_REGION", "eu-west-1");
  other.network = machine.network;
  const auto found = open_session({}, other.host())->credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(other.requests.size(), 1U);
}

}  // namespace
}  // namespace latchkey::test
