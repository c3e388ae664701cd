// SPDX-License-Identifier: Apache-2.0
#include "session/access.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTokenFile = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
constexpr const char* kEntry = ".aws/cli/cache/8457bc68cf9d4aa8d629a61563948e8bd3159d49.json";
constexpr const char* kRole =
    R"({"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "ssso", "sessionToken": "tsso", "expiration": 1772366400999}})";

class Sso : public testing::Test {
 protected:
  Sso() {
    machine.env.set("LATCHKEY_SIGN_IN", "off");
    machine.home.write(".aws/config",
                       "[profile s]\nsso_session = corp\nsso_account_id = 123456789012\n"
                       "sso_role_name = Admin\n[sso-session corp]\n"
                       "sso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-west-2\n");
    machine.network = [this](const HttpRequest& request) -> Reply {
      return request.url.find("/token") != std::string::npos ? token_reply : role_reply;
    };
  }

  void write_token(const std::string& expires_at, const std::string& registration_expires_at = "2099-01-01") {
    machine.home.write(
        kTokenFile, R"({"startUrl": "u", "region": "r", "accessToken": "AT", "expiresAt": ")" + expires_at +
                        R"(", "clientId": "cid", "clientSecret": "csecret", "registrationExpiresAt": ")" +
                        registration_expires_at + R"(T00:00:00Z", "refreshToken": "RT-first"})");
  }

  Result<Credentials> get() {
    const auto session = open_session({.profile = "s", .region = std::nullopt}, machine.host());
    if (!session) return tl::unexpected(session.error());
    return session->credentials();
  }

  Error error_of(Reply reply) {
    write_token("2026-03-01T08:00:00Z");
    role_reply = std::move(reply);
    const auto found = get();
    EXPECT_FALSE(found);
    return found ? Error{} : found.error();
  }

  /// Checks that message and hint contain no secret of the service or a file.
  static void expect_no_secret(const Error& error) {
    for (const auto* secret : {"csecret", "RT-first", "RT2", "AT2", "ssso", "tsso"}) {
      EXPECT_EQ(error.message.find(secret), std::string::npos) << error.message;
      EXPECT_EQ(error.hint.find(secret), std::string::npos) << error.hint;
    }
  }

  TestHost machine;  // 2026-03-01T00:00:00Z
  Reply role_reply = HttpResponse{200, {}, kRole};
  Reply token_reply =
      HttpResponse{200, {}, R"({"accessToken": "AT2", "expiresIn": 28800, "refreshToken": "RT2"})"};
};

TEST_F(Sso, TokenWithLessThanFifteenMinutesIsRefreshedAndStoredLikeBotocore) {
  write_token("2026-03-01T00:14:59Z");
  const auto found = get();
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(machine.requests.size(), 2U);
  EXPECT_EQ(machine.requests[0].url, "https://oidc.us-west-2.amazonaws.com/token");
  EXPECT_EQ(machine.requests[1].url,
            "https://portal.sso.us-west-2.amazonaws.com/federation/credentials?role_name=Admin&account_id="
            "123456789012");
  EXPECT_EQ(machine.home.read(kTokenFile),
            R"({"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-west-2", )"
            R"("accessToken": "AT2", "expiresAt": "2026-03-01T08:00:00Z", "clientId": "cid", )"
            R"("clientSecret": "csecret", "registrationExpiresAt": "2099-01-01T00:00:00Z", )"
            R"("refreshToken": "RT2"})");
}

TEST_F(Sso, TokenWithFifteenMinutesIsNotRefreshed) {
  write_token("2026-03-01T00:15:00Z");
  ASSERT_TRUE(get());
  EXPECT_EQ(machine.requests.size(), 1U);
}

TEST_F(Sso, UnrefreshableTokenIsUsedUntilItExpires) {
  write_token("2026-03-01T00:05:00Z");
  token_reply =
      HttpResponse{400, {{"x-amzn-errortype", "InvalidGrantException"}}, R"({"error":"invalid_grant"})"};
  EXPECT_TRUE(get());
  write_token("2026-03-01T00:05:00Z", "2026-02-28");
  machine.home.write(kEntry, "{}");
  machine.requests.clear();
  EXPECT_TRUE(get());
  EXPECT_EQ(machine.requests.size(), 1U) << "the registration has expired, so nothing is asked of it";
}

TEST_F(Sso, ExpiredTokenWithoutANetworkReportsTheNetwork) {
  write_token("2026-02-28T00:00:00Z");
  token_reply = tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false});
  const auto found = get();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::network);
}

TEST_F(Sso, CachedCredentialsNeedNoToken) {
  machine.home.write(
      kEntry, R"({"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAC", "SecretAccessKey": "s", )"
              R"("SessionToken": "t", "Expiration": "2026-03-01T00:15:00Z", "AccountId": "1"}})");
  const auto found = get();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIAC");
  EXPECT_EQ(found->source, "sso");
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(Sso, ExpirationIsTruncatedToSeconds) {
  write_token("2026-03-01T08:00:00Z");
  const auto found = get();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found->expiration, TimePoint{std::chrono::seconds{1772366400}});
}

TEST_F(Sso, CredentialsAreLimitedToTwelveHours) {
  write_token("2026-03-01T08:00:00Z");
  role_reply = HttpResponse{200,
                            {},
                            R"({"roleCredentials": {"accessKeyId": "A", "secretAccessKey": "s", )"
                            R"("sessionToken": "t", "expiration": 4070908800000}})"};
  const auto found = get();
  ASSERT_TRUE(found);
  EXPECT_EQ(*found->expiration, machine.clock + std::chrono::hours{12} + std::chrono::minutes{5});
}

TEST_F(Sso, EntryOfAConfiguredPortalIsUsedForThatPortalOnly) {
  write_token("2026-03-01T08:00:00Z");
  machine.env.set("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:9");
  ASSERT_TRUE(get());
  EXPECT_NE(machine.home.read(kEntry).find(R"("LatchkeyEndpoint": "http://127.0.0.1:9/aws")"),
            std::string::npos);
  ASSERT_TRUE(get());
  EXPECT_EQ(machine.requests.size(), 1U);
  machine.env.unset("AWS_ENDPOINT_URL_SSO");
  ASSERT_TRUE(get());
  EXPECT_EQ(machine.requests.size(), 2U);
  EXPECT_EQ(machine.home.read(kEntry).find("LatchkeyEndpoint"), std::string::npos);
}

TEST_F(Sso, BrokenTokenFileIsReportedWithoutItsContent) {
  for (const auto* text :
       {"", "[]", "null", R"({"accessToken": 7, "expiresAt": "2099-01-01T00:00:00Z"})",
        R"({"accessToken": "AT2", "expiresAt": "tomorrow"})", R"({"accessToken": "AT2")"}) {
    machine.home.write(kTokenFile, text);
    const auto found = get();
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().kind, ErrorKind::config) << text;
    EXPECT_NE(with_slashes(found.error().message).find(kTokenFile), std::string::npos)
        << found.error().message;
    EXPECT_NE(found.error().hint.find("latchkey login -p s"), std::string::npos);
    expect_no_secret(found.error());
  }
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(Sso, EachPortalFailureHasItsMessage) {
  struct Case {
    Reply reply;
    ErrorKind kind;
    const char* words;
  };
  const Headers json = {{"content-type", "application/json"}};
  const auto coded = [](int status, const char* code) -> Reply {
    return HttpResponse{status, {{"x-amzn-errortype", code}}, R"({"message": "no ssso"})"};
  };
  const std::vector<Case> cases = {
      {coded(401, "UnauthorizedException"), ErrorKind::denied, "has expired or is otherwise invalid"},
      {HttpResponse{
           403, {{"x-amzn-errortype", "ForbiddenException:http://x"}}, R"({"message": "No access"})"},
       ErrorKind::denied, "denied role Admin in account 123456789012: No access"},
      {HttpResponse{404, {{"x-amzn-errortype", "ResourceNotFoundException"}}, "{}"}, ErrorKind::denied,
       "does not know role Admin"},
      {HttpResponse{429, {{"x-amzn-errortype", "TooManyRequestsException"}}, "{}"}, ErrorKind::network,
       "TooManyRequestsException (tried 5 times)"},
      {HttpResponse{500, json, "{}"}, ErrorKind::network, "failed with HTTP 500 (tried 5 times)"},
      {HttpResponse{200, json, R"({"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "ssso")"},
       ErrorKind::network, "is not IAM Identity Center (HTTP 200"},
      {HttpResponse{200, json,
                    R"({"roleCredentials": {"accessKeyId": "ASIASSO", "secretAccessKey": "ssso"}})"},
       ErrorKind::network, "is not IAM Identity Center"},
      {HttpResponse{200, {{"content-type", "text/html"}}, "<html>sign in</html>"}, ErrorKind::network,
       "is not IAM Identity Center (HTTP 200, text/html)"},
      {HttpResponse{302, {{"location", "https://elsewhere/"}}, ""}, ErrorKind::network,
       "is not IAM Identity Center (HTTP 302"},
      {tl::unexpected(TransportFailure{TransportFailure::Reason::too_large, "", true}), ErrorKind::network,
       "too large"},
      {tl::unexpected(TransportFailure{TransportFailure::Reason::timeout, "", true}), ErrorKind::network,
       "did not answer in time (tried 5 times)"},
      {tl::unexpected(TransportFailure{TransportFailure::Reason::connect, "refused", false}),
       ErrorKind::network, "cannot connect"},
  };
  for (const auto& one : cases) {
    const auto error = error_of(one.reply);
    EXPECT_EQ(error.kind, one.kind) << one.words << ": " << error.message;
    EXPECT_NE(error.message.find(one.words), std::string::npos) << error.message;
    EXPECT_FALSE(error.hint.empty()) << error.message;
    if (error.message.find("no ssso") == std::string::npos) expect_no_secret(error);
  }
  EXPECT_FALSE(machine.home.has(kEntry));
}

TEST_F(Sso, EndpointsAreConfigurablePerService) {
  machine.home.write(
      ".aws/config",
      "[profile s]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = a b/c\nservices = local\n"
      "[sso-session corp]\nsso_start_url = https://x\nsso_region = us-west-2\n"
      "[services local]\nsso =\n  endpoint_url = http://127.0.0.1:1/base\n"
      "sso_oidc =\n  endpoint_url = http://127.0.0.1:2\n");
  write_token("2026-03-01T00:05:00Z");
  ASSERT_TRUE(get());
  ASSERT_EQ(machine.requests.size(), 2U);
  EXPECT_EQ(machine.requests[0].url, "http://127.0.0.1:2/token");
  EXPECT_EQ(machine.requests[1].url,
            "http://127.0.0.1:1/base/federation/credentials?role_name=a%20b%2Fc&account_id=1");
}

TEST_F(Sso, ConflictingSettingsAreReportedBeforeARequest) {
  struct Case {
    const char* config;
    const char* words;
  };
  for (const auto& one : {
           Case{"[profile s]\nsso_session = ghost\nsso_role_name = r\n",
                "sso-session does not exist: \"ghost\""},
           Case{"[profile s]\nsso_session = c\nsso_region = a\nsso_role_name = r\n[sso-session "
                "c]\nsso_region = b\n",
                "inconsistent between profile s (a) and sso-session (b)"},
           Case{"[profile s]\nsso_role_name = r\n", "sso_account_id, sso_start_url, sso_region"},
           Case{"[profile s]\nsso_session = c\nsso_role_name = r\nsso_account_id = 1\nsso_region = b\n"
                "[sso-session c]\nsso_start_url = u\n",
                "missing the following configuration: sso_region"},
       }) {
    machine.home.write(".aws/config", one.config);
    const auto found = get();
    ASSERT_FALSE(found) << one.config;
    EXPECT_EQ(found.error().kind, ErrorKind::config);
    EXPECT_NE(found.error().message.find(one.words), std::string::npos) << found.error().message;
  }
  EXPECT_TRUE(machine.requests.empty());
}

}  // namespace
}  // namespace latchkey::test
