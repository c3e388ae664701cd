// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "aws/cache/login_cache.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/files/files.hpp"
#include "session/access.hpp"
#include "unit/support/es256.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* kAlice = "arn:aws:iam::123456789012:user/alice";
constexpr const char* kFile = "b7d71d383b9557a9bad4c3346c50365819226484c6824a0fdef66637be339db0.json";

HttpResponse json(int status, const std::string& body, const std::string& type = "application/json") {
  return {status, {{"content-type", type}, {"content-length", std::to_string(body.size())}}, body};
}

/// The reply of the service to the refresh token number n - 1.
std::string answer(const std::string& n, const std::string& lifetime = "900") {
  return R"({"accessToken": {"accessKeyId": "ASIA)" + n + R"(", "secretAccessKey": "sek)" + n +
         R"(", "sessionToken": "tok)" + n + R"("}, "tokenType": "aws_sigv4", "expiresIn": )" + lifetime +
         R"(, "refreshToken": "refresh)" + n + R"("})";
}

std::string refused(const std::string& reason, const std::string& type = "AccessDeniedException") {
  return R"({"__type": ")" + type + R"(", "error": ")" + reason + R"(", "message": "No."})";
}

class LoginTest : public ::testing::Test {
 protected:
  LoginTest() {
    config("region = eu-west-1\n");
    machine.network = [](const HttpRequest&) -> Reply { return json(200, answer("2")); };
  }

  void config(const std::string& more) {
    machine.home.write(".aws/config", "[profile ada]\nlogin_session = " + std::string(kAlice) + "\n" + more);
  }

  /// The file, with credentials ASIA<n> that end `left` from now.
  void token(std::chrono::seconds left, const std::string& n = "1") {
    const auto end = std::chrono::floor<seconds>(machine.clock + left);
    Json json;
    json["accessToken"] = {{"accessKeyId", "ASIA" + n},
                           {"secretAccessKey", "sek" + n},
                           {"sessionToken", "tok" + n},
                           {"accountId", "123456789012"},
                           {"expiresAt", replaced(isoformat({end}), "+00:00", "Z")}};
    json["clientId"] = "arn:aws:signin:::devtools/same-device";
    json["refreshToken"] = "refresh" + n;
    json["dpopKey"] = kRfcKey;
    machine.home.write(file, json.dump());
  }

  Result<Credentials> load(Host host) {
    TRY(const auto session, open_session({"ada", std::nullopt}, std::move(host)));
    return session.credentials();
  }
  Result<Credentials> load() { return load(machine.host()); }

  /// The error of a required refresh. The file must not change.
  Error error() {
    token(minutes(4));
    const auto before = machine.home.read(file);
    const auto found = load();
    EXPECT_FALSE(found);
    EXPECT_EQ(machine.home.read(file), before);
    return found ? Error{} : found.error();
  }

  std::string lock_path() {
    const auto path = login_token_path(machine.env, kAlice);
    return machine.home.path() + "/.aws/latchkey/locks/login-" + sha256_hex(path).substr(0, 40) + ".lock";
  }

  void TearDown() override {
    for (const auto* lines : {&machine.debug_lines, &machine.warnings, &machine.notices}) {
      for (const auto& line : *lines) {
        for (const auto* secret : {"sek", "tok1", "tok2", "refresh1", "refresh2", "BEGIN", "MHcC", "eyJ"})
          EXPECT_EQ(line.find(secret), std::string::npos) << line;
      }
    }
  }

  TestHost machine;
  const std::string file = std::string(".aws/login/cache/") + kFile;
};

TEST_F(LoginTest, CachedCredentialsAreUsedWithMoreThanFiveMinutesLeft) {
  for (const auto left : {seconds(12 * 3600), seconds(14 * 60), seconds(301)}) {
    token(left);
    const auto found = load();
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->access_key_id, "ASIA1");
    EXPECT_EQ(found->account_id, "123456789012");
    EXPECT_EQ(found->expiration, machine.clock + left);
  }
  EXPECT_TRUE(machine.requests.empty());
  EXPECT_FALSE(machine.home.has(".aws/latchkey"));  // neither a lock nor anything else is made
}

TEST_F(LoginTest, ExpiringCredentialsAreRefreshedAndStored) {
  token(seconds(300));
  const auto found = load();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA2");
  EXPECT_EQ(found->secret_access_key.reveal(), "sek2");
  EXPECT_EQ(found->session_token->reveal(), "tok2");
  EXPECT_EQ(found->account_id, "123456789012");
  EXPECT_EQ(found->source, "login");
  EXPECT_EQ(found->expiration, machine.clock + minutes(15));

  ASSERT_EQ(machine.requests.size(), 1U);
  const auto written = Json::parse(machine.home.read(file));
  EXPECT_EQ(written["refreshToken"], "refresh2");
  EXPECT_EQ(written["accessToken"]["expiresAt"], "2026-03-01T00:15:00Z");
  EXPECT_EQ(written["dpopKey"], kRfcKey);
  EXPECT_EQ(files::mode(machine.home.path() + "/" + file), mode_here(0600));
}

TEST_F(LoginTest, RequestMatchesBotocore) {
  token(seconds(0));
  ASSERT_TRUE(load());
  ASSERT_EQ(machine.requests.size(), 1U);
  const auto& request = machine.requests[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://eu-west-1.signin.aws.amazon.com/v1/token");
  EXPECT_EQ(request.body,
            R"({"clientId": "arn:aws:signin:::devtools/same-device", "refreshToken": "refresh1", )"
            R"("grantType": "refresh_token"})");
  std::string proof;
  for (const auto& [name, value] : request.headers) {
    EXPECT_NE(name, "Authorization");
    if (name == "DPoP") proof = value.reveal();
    EXPECT_TRUE(name != "Content-Type" || value == "application/json");
  }
  const auto dot = proof.rfind('.');
  ASSERT_NE(dot, std::string::npos);
  const auto head = Json::parse(base64url_decoded(proof.substr(0, proof.find('.'))));
  EXPECT_TRUE(es256_holds(base64url_decoded(head["jwk"]["x"]), base64url_decoded(head["jwk"]["y"]),
                          proof.substr(0, dot), base64url_decoded(proof.substr(dot + 1))));
  const auto claims =
      Json::parse(base64url_decoded(proof.substr(proof.find('.') + 1, dot - proof.find('.') - 1)));
  EXPECT_EQ(claims["htu"], request.url);
  EXPECT_EQ(claims["iat"], 1772323200);
}

TEST_F(LoginTest, ConfiguredEndpointIncludesItsPath) {
  token(seconds(0));
  machine.env.set("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:4566/pre/");
  ASSERT_TRUE(load());
  EXPECT_EQ(machine.requests.at(0).url, "http://127.0.0.1:4566/pre/v1/token");
}

// botocore: NoRegionError, with and without its own endpoint.
TEST_F(LoginTest, CachedCredentialsWorkWithoutARegionButAreNotRefreshed) {
  config("");
  token(minutes(6));
  EXPECT_TRUE(load());
  machine.env.set("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:4566");
  const auto why = error();
  EXPECT_EQ(why.kind, ErrorKind::config);
  EXPECT_NE(why.message.find("a region is needed"), std::string::npos) << why.message;
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(LoginTest, MissingFileSuggestsAwsLogin) {
  const auto found = load();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::missing);
  EXPECT_EQ(with_slashes(found.error().message),
            with_slashes("profile ada: there is no login session of " + std::string(kAlice) + ": " +
                         machine.home.path() + "/" + file + " is not there"));
  EXPECT_EQ(found.error().hint, "run aws login --profile ada");
}

TEST_F(LoginTest, BrokenFileSuggestsAwsLogin) {
  for (const auto* text : {"", "{\"accessToken\": {\"secretAccessKey\": \"sek1\"", "[\"sek1\"]", "{}"}) {
    machine.home.write(file, text);
    const auto found = load();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::config);
    EXPECT_EQ(found.error().message.find("sek1"), std::string::npos) << found.error().message;
    EXPECT_EQ(found.error().hint, "run aws login --profile ada");
  }
}

TEST_F(LoginTest, InvalidKeyIsFoundBeforeTheRequest) {
  token(minutes(4));
  auto text = Json::parse(machine.home.read(file));
  text["dpopKey"] = "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0a2V5\n-----END EC PRIVATE KEY-----\n";
  machine.home.write(file, text.dump());
  const auto found = load();
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("has a dpopKey that is not a P-256 key"), std::string::npos);
  EXPECT_EQ(found.error().message.find("c2VjcmV0"), std::string::npos);
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(LoginTest, EachRejectionHasAHint) {
  const struct {
    int status;
    const char *reason, *words, *hint;
  } cases[] = {{401, "TOKEN_EXPIRED", "has ended", "run aws login --profile ada"},
               {403, "USER_CREDENTIALS_CHANGED", "password or permissions have changed",
                "run aws login --profile ada"},
               {403, "INSUFFICIENT_PERMISSIONS", "signin:CreateOAuth2Token is missing",
                "have signin:CreateOAuth2Token allowed, then run aws login --profile ada"},
               {403, "AUTHCODE_EXPIRED", "answered CreateOAuth2Token with AccessDeniedException: No",
                "run aws login --profile ada"}};
  for (const auto& each : cases) {
    machine.network = [&](const HttpRequest&) -> Reply { return json(each.status, refused(each.reason)); };
    const auto why = error();
    EXPECT_EQ(why.kind, ErrorKind::denied) << each.reason;
    EXPECT_NE(why.message.find(each.words), std::string::npos) << why.message;
    EXPECT_EQ(why.message.rfind("profile ada: ", 0), 0U) << why.message;
    EXPECT_EQ(why.hint, each.hint);
  }
  EXPECT_EQ(machine.requests.size(), 4U);  // none of them is tried again
}

TEST_F(LoginTest, FailingServiceIsRetriedAndReported) {
  machine.network = [](const HttpRequest&) -> Reply {
    return json(500, refused("server_error", "InternalServerException"));
  };
  const auto why = error();
  EXPECT_EQ(why.kind, ErrorKind::network);
  EXPECT_NE(why.message.find("the AWS sign-in service"), std::string::npos) << why.message;
  EXPECT_EQ(machine.requests.size(), 5U);
}

TEST_F(LoginTest, TemporaryFailureIsRetried) {
  token(minutes(1));
  int count = 0;
  machine.network = [&](const HttpRequest&) -> Reply {
    return ++count < 3 ? json(503, "") : json(200, answer("2"));
  };
  const auto found = load();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA2");
}

TEST_F(LoginTest, ReplyOfAnotherServiceIsReported) {
  const HttpResponse answers[] = {json(200, answer("2").substr(0, 80)),
                                  json(200, "<html>Sign in</html>", "text/html"),
                                  json(200, "[]"),
                                  json(404, "not here", "text/plain"),
                                  {302, {{"location", "https://portal.example/"}}, ""}};
  for (const auto& response : answers) {
    machine.network = [&](const HttpRequest&) -> Reply { return response; };
    const auto why = error();
    EXPECT_EQ(why.kind, ErrorKind::network);
    EXPECT_NE(why.message.find("what answers at https://eu-west-1.signin.aws.amazon.com/v1/token is not"),
              std::string::npos)
        << why.message;
    EXPECT_EQ(why.message.find("sek2"), std::string::npos);
  }
}

TEST_F(LoginTest, IncompleteReplyIsRejected) {
  const std::pair<std::string, std::string> cases[] = {
      {"{}",
       "accessToken/accessKeyId, accessToken/secretAccessKey, accessToken/sessionToken, refreshToken, "
       "expiresIn"},
      {"",
       "accessToken/accessKeyId, accessToken/secretAccessKey, accessToken/sessionToken, refreshToken, "
       "expiresIn"},
      {R"({"accessToken": []})",
       "accessToken/accessKeyId, accessToken/secretAccessKey, accessToken/sessionToken, refreshToken, "
       "expiresIn"},
      {replaced(answer("2"), "\"refresh2\"", "null"), "refreshToken"},
      {replaced(answer("2"), "\"sek2\"", "\"\""), "accessToken/secretAccessKey"},
      {answer("2", "\"900\""), "expiresIn"},
      {answer("2", "0"), "expiresIn"},
      {answer("2", "-5"), "expiresIn"},
      {answer("2", "18446744073709551615"), "expiresIn"}};
  for (const auto& [body, missing] : cases) {
    machine.network = [&, text = body](const HttpRequest&) -> Reply { return json(200, text); };
    const auto why = error();
    EXPECT_EQ(why.kind, ErrorKind::network);
    EXPECT_EQ(why.message,
              "profile ada: the AWS sign-in service answered CreateOAuth2Token without " + missing);
  }
}

TEST_F(LoginTest, MissingAndOverlongRepliesAreErrors) {
  using Failure = TransportFailure::Reason;
  for (const auto cause :
       {Failure::connect, Failure::resolve, Failure::tls, Failure::timeout, Failure::too_large}) {
    machine.network = [&](const HttpRequest&) -> Reply {
      TransportFailure failure;
      failure.reason = cause;
      return tl::unexpected(failure);
    };
    EXPECT_EQ(error().kind, ErrorKind::network);
  }
}

TEST_F(LoginTest, WaiterUsesTheResultOfTheLockHolder) {
  token(minutes(2));
  auto held = *FileLock::try_take(lock_path());
  ASSERT_TRUE(held);
  Host host = machine.host();
  host.sleep = [&](std::chrono::milliseconds) {
    token(minutes(15), "7");
    held.reset();
  };
  const auto found = load(host);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA7");
  EXPECT_TRUE(machine.requests.empty());
}

TEST_F(LoginTest, WaiterRefreshesAfterAFailureOfTheLockHolder) {
  token(minutes(2));
  auto held = *FileLock::try_take(lock_path());
  ASSERT_TRUE(held);
  Host host = machine.host();
  host.sleep = [&](std::chrono::milliseconds) {
    token(minutes(1), "8");
    held.reset();
  };
  const auto found = load(host);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_NE(machine.requests.at(0).body.view().find("refresh8"), std::string::npos);
}

TEST_F(LoginTest, FileReplacedDuringTheCallIsKept) {
  token(minutes(2));
  machine.network = [&](const HttpRequest&) -> Reply {
    token(minutes(15), "9");  // aws login
    return json(200, answer("2"));
  };
  EXPECT_EQ(load()->access_key_id, "ASIA2");
  EXPECT_EQ(Json::parse(machine.home.read(file))["refreshToken"], "refresh9");
  token(minutes(2));
  machine.network = [&](const HttpRequest&) -> Reply {
    EXPECT_EQ(std::remove((machine.home.path() + "/" + file).c_str()), 0);  // aws logout
    return json(200, answer("2"));
  };
  EXPECT_EQ(load()->access_key_id, "ASIA2");
  EXPECT_FALSE(machine.home.has(file));
}

TEST_F(LoginTest, SessionServesASecondProfileAndARole) {
  config(
      "region = eu-west-1\n[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/ops\nsource_profile = "
      "ada\n");
  token(minutes(10));
  machine.network = [](const HttpRequest& request) -> Reply {
    for (const auto& [name, value] : request.headers) {
      EXPECT_TRUE(name != "Authorization" || value.view().starts_with("AWS4-HMAC-SHA256 Credential=ASIA1/"))
          << value.view();
    }
    return xml(200, assume_role_reply("5", "ops"));
  };
  const auto session = open_session({"ops", std::nullopt}, machine.host());
  ASSERT_TRUE(session) << session.error().message;
  const auto found = session->credentials();
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->access_key_id, "ASIA5");
}

TEST_F(LoginTest, SettingWithSeveralValuesIsAConfigurationError) {
  machine.home.write(".aws/config", "[profile ada]\nlogin_session =\n  a = b\n");
  const auto found = load();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::config);
}

}  // namespace
}  // namespace latchkey::test
