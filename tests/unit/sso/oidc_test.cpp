// SPDX-License-Identifier: Apache-2.0
#include "sso/oidc.hpp"

#include "unit/support/sso_world.hpp"

// Tests replies of the sign-in service.
namespace latchkey::test {
namespace {

using Reason = TransportFailure::Reason;

class Oidc : public ::testing::Test {
 protected:
  /// The errors of each call for `reply`.
  std::vector<Error> errors_of(const Reply& reply) {
    for (const auto* path : {"/client/register", "/device_authorization", "/token"})
      world.replies[path] = {reply};
    std::vector<Error> errors;
    const auto add = [&](const auto& result) {
      EXPECT_FALSE(result);
      if (!result) errors.push_back(explain_sign_in(result.error(), world.settings().session));
    };
    const auto client = world.client();
    add(client.register_client(std::nullopt));
    add(client.start_device_authorization(registration));
    add(client.create_token(registration,
                            code_grant(Secret("bcode"), "http://127.0.0.1:1/", Secret("dcode"))));
    return errors;
  }

  void expect_errors(const Reply& reply, ErrorKind kind, const std::string& words) {
    for (const auto& error : errors_of(reply)) {
      EXPECT_EQ(error.kind, kind) << error.message;
      EXPECT_NE(error.message.find(words), std::string::npos) << error.message;
      EXPECT_EQ(error.message.rfind("sso-session corp: ", 0), 0U) << error.message;
      EXPECT_FALSE(error.hint.empty()) << error.message;
      EXPECT_EQ((error.message + error.hint).find('\n'), std::string::npos) << error.message;
      EXPECT_LT(error.message.size(), 1200U);
      expect_no_secret(error.message + error.hint);
    }
    expect_no_secret(world.machine);
  }

  SsoWorld world;
  const SsoRegistration registration{"cid", Secret("csecret"), "2099-01-01T00:00:00Z", {}, {}};
};

TEST_F(Oidc, ReportsANetworkFailure) {
  expect_errors(no_answer(Reason::connect), ErrorKind::network, "cannot connect");
  expect_errors(no_answer(Reason::resolve), ErrorKind::network, "oidc.us-east-1.amazonaws.com");
  expect_errors(no_answer(Reason::timeout), ErrorKind::network, "did not answer in time");
  expect_errors(no_answer(Reason::too_large), ErrorKind::network, "too large");
  expect_errors(no_answer(Reason::broken), ErrorKind::network, "broke");
  expect_errors(no_answer(Reason::tls), ErrorKind::network, "no trusted TLS connection");
}

TEST_F(Oidc, RejectsAReplyOfAnotherServer) {
  const std::string words = "is not IAM Identity Center (HTTP ";
  const Headers html = {{"content-type", "text/html"}};
  expect_errors(HttpResponse{200, html, "<html>csecret</html>"}, ErrorKind::network,
                words + "200, text/html");
  expect_errors(HttpResponse{302, {{"location", "https://elsewhere/?csecret"}}, ""}, ErrorKind::network,
                words + "302");
  expect_errors(HttpResponse{407, html, "<html>"}, ErrorKind::network, "407");
  expect_errors(HttpResponse{404, html, "<html>"}, ErrorKind::network, "404");
  expect_errors(json_reply(500, "{}"), ErrorKind::network, "HTTP 500");
}

TEST_F(Oidc, RejectsAnIncompleteReply) {
  const std::string words = "is not IAM Identity Center (HTTP 200";
  const std::string whole = R"({"accessToken": "access-secret", "expiresIn": 28800})";
  for (std::size_t size = 1; size < whole.size(); size += 7)
    expect_errors(json_reply(200, whole.substr(0, size)), ErrorKind::network, words);
  for (const auto* body :
       {"",
        "{}",
        "[]",
        "null",
        "7",
        "\"access-secret\"",
        R"({"accessToken": "access-secret"})",
        R"({"accessToken": ["access-secret"], "expiresIn": 28800})",
        R"({"accessToken": "access-secret", "expiresIn": "28800"})",
        R"({"accessToken": "access-secret", "expiresIn": 0})",
        R"({"accessToken": "access-secret", "expiresIn": -1})",
        R"({"accessToken": "access-secret", "expiresIn": 9223372036854775807})",
        R"({"accessToken": "access-secret", "expiresIn": 1e300})",
        R"({"accessToken": "", "expiresIn": 28800})",
        R"({"expiresIn": 28800, "refreshToken": "refresh-secret"})",
        R"({"deviceCode": "dcode", "interval": 1})",
        R"({"deviceCode": 1, "verificationUri": "https://x/"})",
        R"({"clientId": "cid", "clientSecret": "csecret", "clientSecretExpiresAt": 18446744073709551615})",
        R"({"clientId": "cid", "clientSecret": "csecret", "clientSecretExpiresAt": "2099"})",
        R"({"clientId": "cid", "clientSecret": "csecret"})",
        R"({"clientId": "cid", "clientSecretExpiresAt": 1})"})
    expect_errors(json_reply(200, body), ErrorKind::network, words);
}

TEST_F(Oidc, ReportsTheServicesMessage) {
  expect_errors(refusal("UnauthorizedClientException"), ErrorKind::denied,
                "UnauthorizedClientException: said so");
  expect_errors(json_reply(400, R"({"error": "invalid_request", "error_description": "Bad\nthing."})"),
                ErrorKind::denied, "invalid_request: Bad");
  expect_errors(json_reply(400, R"({"message": ")" + std::string(5000, 'x') + "\"}", "X"), ErrorKind::denied,
                "X");
  expect_errors(refusal(std::string("Bad\x1b[31m\nCode")), ErrorKind::denied, "Bad");
  EXPECT_NE(errors_of(refusal("InvalidRequestException"))[0].hint.find("sso_region"), std::string::npos);
}

TEST_F(Oidc, TokenIncludesItsRegistration) {
  const auto token = world.client().create_token(registration, refresh_grant(Secret(kRefreshToken)));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->registration->client_id, "cid");
  EXPECT_EQ(token->left(world.machine.clock), std::chrono::hours(8));
  EXPECT_EQ(
      world.sent_to("/token").dump(),
      R"({"grantType":"refresh_token","clientId":"cid","clientSecret":"csecret","refreshToken":"refresh-secret"})");
}

TEST_F(Oidc, InvalidUtf8CodeIsSentAsARejectedOne) {
  world.replies["/token"] = {HttpResponse{400, {}, R"({"error": "invalid_grant"})"}};
  const auto code = code_grant(Secret("\xff"), "http://127.0.0.1:1/", Secret("dcode"));
  EXPECT_FALSE(world.client().create_token(registration, code));
  EXPECT_NE(world.machine.requests.back().body.view().find("\xef\xbf\xbd"), std::string::npos);
}

TEST_F(Oidc, RegistersAsAPublicClientForTheScopesOfTheSection) {
  ASSERT_TRUE(world.client().register_client("http://127.0.0.1/oauth/callback"));
  EXPECT_EQ(
      world.sent_to("/client/register").dump(),
      R"({"clientName":"latchkey-1772323200","clientType":"public","grantTypes":["authorization_code","refresh_token"],)"
      R"("redirectUris":["http://127.0.0.1/oauth/callback"],"issuerUrl":"https://d-1234567890.awsapps.com/start",)"
      R"("scopes":["sso:account:access"]})");
  ASSERT_TRUE(world.client().register_client(std::nullopt));
  EXPECT_EQ(world.sent_to("/client/register").dump(),
            R"({"clientName":"latchkey-1772323200","clientType":"public","scopes":["sso:account:access"]})");
}

}  // namespace
}  // namespace latchkey::test
