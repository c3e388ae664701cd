// SPDX-License-Identifier: Apache-2.0
#include "sso/browser_flow.hpp"

#include <algorithm>
#include <regex>
#include <set>

#include "unit/support/sso_world.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

class BrowserFlow : public ::testing::Test {
 protected:
  BrowserFlow() { world.browser_answers("code=bcode&state=STATE"); }

  Result<SsoToken> run() { return browser_flow(world.machine_host(), world.client(), world.cache(), 10min); }

  Error error_of(const char* words) { return expect_error(run(), words, world.machine); }

  SsoWorld world;
};

TEST_F(BrowserFlow, ChallengeMatchesRfc7636) {
  EXPECT_EQ(code_challenge(Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_F(BrowserFlow, AddressMatchesTheAwsCli) {
  std::string recorded;
  for (const auto& entry : load_vectors("cache_files/manifest.json", "entries")) {
    if (entry["name"] == "awscli-v2-sso-login-session-authcode") recorded = entry["stdout"];
  }
  std::smatch match;
  ASSERT_TRUE(std::regex_search(recorded, match, std::regex("\\S*/authorize\\?(\\S+)")));
  const auto query = match[1].str();
  std::map<std::string, std::string> sent;
  for (auto& [name, value] : form_of(query)) sent[name] = value;
  SsoRegistration registration;
  registration.client_id = sent["client_id"];
  auto url = authorize_url(world.client(), registration, {sent["redirect_uri"], sent["state"], Secret("v")});
  url = std::regex_replace(url, std::regex("code_challenge=[^&]+$"),
                           "code_challenge=" + sent["code_challenge"]);
  EXPECT_EQ(url, "https://oidc.us-east-1.amazonaws.com/authorize?" + query);
}

TEST_F(BrowserFlow, ExchangesTheRedirectForAToken) {
  const auto token = run();
  ASSERT_TRUE(token) << token.error().message;
  EXPECT_EQ(token->access_token.reveal(), kAccessToken);
  EXPECT_EQ(world.paths, (Paths{"/client/register", "/token"}));
  const auto page = world.browsers.front().receive();
  EXPECT_EQ(page.rfind("HTTP/1.1 200 OK", 0), 0U) << page;
  EXPECT_EQ(page.substr(page.size() - 5), "</p>\n") << page;
  expect_no_secret(page);
  const auto sent = world.sent_to("/token");
  EXPECT_EQ(sent["grantType"], "authorization_code");
  EXPECT_EQ(sent["code"], "bcode");
  ASSERT_EQ(world.opened.size(), 1U);
  std::map<std::string, std::string> query;
  for (auto& [name, value] : form_of(world.opened[0].substr(world.opened[0].find('?') + 1)))
    query[name] = value;
  EXPECT_EQ(sent["redirectUri"], query["redirect_uri"]);
  const std::string verifier = sent["codeVerifier"];
  EXPECT_EQ(query["code_challenge"], code_challenge(Secret(verifier)));
  EXPECT_EQ(world.opened[0].find(verifier), std::string::npos);
  EXPECT_TRUE(std::regex_match(verifier, std::regex("[A-Za-z0-9._~-]{43,128}"))) << "RFC 7636 section 4.1";
  expect_no_secret(world.machine);
}

TEST_F(BrowserFlow, EachAttemptHasANewVerifierOfAllCharacters) {
  std::set<std::string> verifiers;
  std::set<char> characters;
  for (int i = 0; i < 32; ++i) {
    ASSERT_TRUE(run());
    const std::string verifier = world.sent_to("/token")["codeVerifier"];
    EXPECT_EQ(verifier.size(), 64U);
    verifiers.insert(verifier);
    characters.insert(verifier.begin(), verifier.end());
  }
  EXPECT_EQ(verifiers.size(), 32U);
  EXPECT_EQ(characters.size(), 64U)
      << "of 2048 characters, one of 64 is missing by chance once in 10^12 runs";
}

TEST_F(BrowserFlow, RegistrationIsReused) {
  ASSERT_TRUE(run());
  EXPECT_EQ(world.sent_to("/client/register")["redirectUris"], Json({"http://127.0.0.1/oauth/callback"}));
  world.paths.clear();
  world.machine.requests.clear();
  ASSERT_TRUE(run());
  EXPECT_EQ(world.paths, Paths{"/token"});
}

TEST_F(BrowserFlow, ReplacesAnUnsuitableRegistration) {
  const auto path = world.cache().registration_path(world.settings().session);
  for (
      const auto* text :
      {R"({"clientId": "old", "clientSecret": "s", "expiresAt": "2099-01-01T00:00:00Z"})",
       R"({"clientId": "old", "clientSecret": "s", "expiresAt": "2026-03-01T00:00:00Z", "grantTypes": ["authorization_code"]})",
       R"({"clientId": "old", "expiresAt": "2099-01-01T00:00:00Z", "grantTypes": ["authorization_code"]})",
       "[]", ""}) {
    world.machine.home.write(path.substr(world.machine.home.path().size() + 1), text);
    world.paths.clear();
    world.machine.requests.clear();
    ASSERT_TRUE(run());
    EXPECT_EQ(world.paths, (Paths{"/client/register", "/token"})) << text;
    EXPECT_EQ(world.sent_to("/token")["clientId"], "cid");
    EXPECT_EQ(world.cache().registration(world.settings().session)->client_id, "cid");
  }
}

TEST_F(BrowserFlow, ReportsADenialWithoutRequestingAToken) {
  world.browser_answers("error=access_denied&error_description=The+person%0Asaid+no&state=STATE");
  auto error = error_of("was refused in the browser (access_denied: The person");
  EXPECT_EQ(error.kind, ErrorKind::cancelled);
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
  world.browser_answers("error=server_error&state=STATE");
  EXPECT_EQ(error_of("was refused in the browser (server_error)").kind, ErrorKind::denied);
  EXPECT_EQ(world.paths, Paths{"/client/register"});
}

TEST_F(BrowserFlow, RejectedCodeIsReportedWithTheServicesMessage) {
  world.replies["/token"] = {refusal("InvalidGrantException")};
  EXPECT_EQ(error_of("answered CreateToken with InvalidGrantException: said so").kind, ErrorKind::denied);
  world.replies["/token"] = {no_answer(TransportFailure::Reason::timeout)};
  EXPECT_EQ(error_of("did not answer in time").kind, ErrorKind::network);
}

TEST_F(BrowserFlow, OpensNoBrowserWithoutARegistration) {
  world.replies["/client/register"] = {refusal("InvalidScopeException")};
  error_of("answered RegisterClient with InvalidScopeException");
  EXPECT_TRUE(world.opened.empty());
}

}  // namespace
}  // namespace latchkey::test
