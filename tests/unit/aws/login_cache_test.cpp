// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/login_cache.hpp"

#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "unit/support/machine.hpp"
#include "unit/support/test_host.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* kAlice = "arn:aws:iam::123456789012:user/alice";

const std::string kToken =
    R"({"accessToken": {"accessKeyId": "ASIALOGIN", "secretAccessKey": "secretlogin", "sessionToken": "tokenlogin",)"
    R"( "accountId": "123456789012", "expiresAt": "2026-11-23T02:43:41Z"},)"
    R"( "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",)"
    R"( "clientId": "arn:aws:signin:::devtools/cross-device", "refreshToken": "RT", "idToken": "h.p.s",)"
    R"( "dpopKey": "-----BEGIN\nabc\n-----END\n", "later": {"b": [1, 2.50, null, true], "a": "\u00e9\ud83d\ude00"}})";

LoginRenewal renewal() {
  LoginRenewal renewed;
  renewed.credentials.access_key_id = "ASIANEXT";
  renewed.credentials.secret_access_key = Secret("secret/next+");
  renewed.credentials.session_token = Secret("token-next");
  renewed.credentials.expiration = sys_days{year{2026} / 3 / 1} + std::chrono::seconds(900);
  renewed.refresh_token = Secret("RT2");
  return renewed;
}

std::string why_not(const std::string& text) {
  const auto token = parse_login_token(text, "FILE");
  return token ? "" : token.error().message;
}

TEST(LoginCache, FileNameMatchesOtherTools) {
  Environment env;
  env.set(kHomeVariable, "/home/ada");
  const std::string name = "b7d71d383b9557a9bad4c3346c50365819226484c6824a0fdef66637be339db0.json";
  EXPECT_EQ(login_token_path(env, kAlice),
            files::join(path_text::with_own_separators("/home/ada/.aws/login/cache"), name));
  env.set("SOMEWHERE", "else");
  env.set("AWS_LOGIN_CACHE_DIRECTORY", "~/$SOMEWHERE/${SOMEWHERE}");
  EXPECT_EQ(login_token_path(env, kAlice), files::join("/home/ada/else/else", name));
  env.set("AWS_LOGIN_CACHE_DIRECTORY", "");  // set but empty: the current folder
  EXPECT_EQ(login_token_path(env, kAlice), name);
}

TEST(LoginCache, ReadsFilesOfAwsLogin) {
  const auto token = parse_login_token(kToken, "FILE");
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->credentials.access_key_id, "ASIALOGIN");
  EXPECT_EQ(token->credentials.secret_access_key.reveal(), "secretlogin");
  EXPECT_EQ(token->credentials.session_token->reveal(), "tokenlogin");
  EXPECT_EQ(token->credentials.account_id, "123456789012");
  EXPECT_EQ(token->credentials.source, "login");
  EXPECT_EQ(token->client_id, "arn:aws:signin:::devtools/cross-device");
  EXPECT_EQ(token->refresh_token.reveal(), "RT");
  EXPECT_EQ(token->dpop_key.reveal(), "-----BEGIN\nabc\n-----END\n");
}

TEST(LoginCache, IsValidWithMoreThanFiveMinutesLeft) {
  const auto token = parse_login_token(kToken, "FILE");
  ASSERT_TRUE(token);
  const auto end = *token->credentials.expiration;
  EXPECT_TRUE(token->lasts(end - std::chrono::seconds(301)));
  EXPECT_FALSE(token->lasts(end - std::chrono::seconds(300)));
  EXPECT_FALSE(token->lasts(end + std::chrono::seconds(1)));
}

// The text is the output of Python's json.dumps() for the dictionary that botocore updates
// (credentials.py:2661-2677).
TEST(LoginCache, WritesTheSameBytesAsBotocore) {
  const auto token = parse_login_token(kToken, "FILE");
  ASSERT_TRUE(token);
  EXPECT_EQ(
      renewed_login_text(*token, renewal()),
      R"({"accessToken": {"accessKeyId": "ASIANEXT", "secretAccessKey": "secret/next+", "sessionToken": "token-next",)"
      R"( "accountId": "123456789012", "expiresAt": "2026-03-01T00:15:00Z"},)"
      R"( "tokenType": "urn:aws:params:oauth:token-type:access_token_sigv4",)"
      R"( "clientId": "arn:aws:signin:::devtools/cross-device", "refreshToken": "RT2", "idToken": "h.p.s",)"
      R"( "dpopKey": "-----BEGIN\nabc\n-----END\n", "later": {"b": [1, 2.5, null, true], "a": "\u00e9\ud83d\ude00"}})");
}

TEST(LoginCache, KeepsTheOrderOfTheMembers) {
  const auto token = parse_login_token(
      R"({"refreshToken": "RT", "dpopKey": "k", "clientId": "c", "accessToken": {"expiresAt": "2026-01-01T00:00:00Z",)"
      R"( "accessKeyId": "A", "secretAccessKey": "s", "sessionToken": "t", "more": 1}})",
      "FILE");
  ASSERT_TRUE(token);
  EXPECT_EQ(
      renewed_login_text(*token, renewal()),
      R"({"refreshToken": "RT2", "dpopKey": "k", "clientId": "c", "accessToken": {"accessKeyId": "ASIANEXT",)"
      R"( "secretAccessKey": "secret/next+", "sessionToken": "token-next",)"
      R"( "expiresAt": "2026-03-01T00:15:00Z"}})");
}

TEST(LoginCache, ReportsEveryMissingMember) {
  EXPECT_EQ(why_not("{}"),
            "the login session's file FILE lacks accessToken, refreshToken, dpopKey, clientId");
  EXPECT_EQ(
      why_not(R"({"accessToken": {}, "refreshToken": "r", "dpopKey": 1, "clientId": "c"})"),
      "the login session's file FILE lacks dpopKey, accessToken.accessKeyId, accessToken.secretAccessKey, "
      "accessToken.sessionToken, accessToken.expiresAt");
}

TEST(LoginCache, ReportsABrokenFileWithoutItsContent) {
  EXPECT_EQ(why_not(""), "the login session's file FILE is empty");
  EXPECT_EQ(why_not("[]"), "the login session's file FILE is not a JSON object");
  EXPECT_EQ(why_not("\xEF\xBB\xBF" + kToken), "the login session's file FILE begins with a byte order mark");
  EXPECT_EQ(why_not(replaced(kToken, "2026-11-23T02:43:41Z", "2026-11-23T02:43:41")),
            "the login session's file FILE has an expiresAt that is not a timestamp with a time zone");
  for (std::size_t size = 1; size < kToken.size(); ++size)
    EXPECT_EQ(why_not(kToken.substr(0, size)), "the login session's file FILE is not JSON") << size;
}

TEST(LoginCache, RereadsAPartiallyWrittenFile) {
  TestHost machine;
  const auto path = machine.home.path() + "/token.json";
  machine.home.write("token.json", kToken.substr(0, 100));
  Host host = machine.host();
  host.sleep = [&](std::chrono::milliseconds) { machine.home.write("token.json", kToken); };
  const auto token = read_login_token(host, path);
  ASSERT_TRUE(token && *token);
  EXPECT_EQ((*token)->refresh_token.reveal(), "RT");
}

TEST(LoginCache, DistinguishesBrokenAndMissingFiles) {
  TestHost machine;
  machine.home.write("token.json", "{");
  const auto broken = read_login_token(machine.host(), machine.home.path() + "/token.json");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().kind, ErrorKind::config);
  EXPECT_EQ(machine.pauses.size(), 2U);
  const auto missing = read_login_token(machine.host(), machine.home.path() + "/other.json");
  ASSERT_TRUE(missing);
  EXPECT_FALSE(*missing);
}

TEST(LoginCache, AcceptsAFileOfAwsCli) {
  Environment env;
  env.set("AWS_LOGIN_CACHE_DIRECTORY", LATCHKEY_VECTORS "/cache_files/awscli-v2-login-remote");
  TestHost machine;
  const auto token = read_login_token(machine.host(), login_token_path(env, kAlice));
  ASSERT_TRUE(token && *token);
  EXPECT_EQ((*token)->credentials.access_key_id, "ASIALOGIN");
  EXPECT_EQ((*token)->client_id, "arn:aws:signin:::devtools/cross-device");
}

}  // namespace
}  // namespace latchkey::test
