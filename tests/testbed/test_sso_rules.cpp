// SPDX-License-Identifier: Apache-2.0
#include "rest_case.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

constexpr const char* kConfig = R"({"accounts":[
  {"id":"222222222222","roles":[{"name":"plain"},{"name":"short","lifetime_seconds":60},{"name":"other"}]}],
  "sso":[{"start_url":"https://d-1.awsapps.com/start","region":"eu-west-1","device_interval_seconds":2,
    "assignments":[{"account":"222222222222","role":"plain"},{"account":"222222222222","role":"short"}]},
   {"start_url":"https://d-2.awsapps.com/start","rotate_refresh_tokens":true}]})";
constexpr const char* kStart = "https://d-1.awsapps.com/start";
constexpr const char* kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr const char* kRedirect = "http://127.0.0.1:4711/oauth/callback";
// The pair of RFC 7636's appendix B.
constexpr const char* kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

class SsoRules : public RestCase {
 protected:
  SsoRules() : RestCase(parse_world(kConfig)) {}

  using Json = nlohmann::json;

  Json registered(const Json& more = Json::object()) {
    Json body{{"clientName", "t"}, {"clientType", "public"}};
    body.update(more);
    EXPECT_EQ(post("/client/register", body), "");
    return {{"clientId", reply.at("clientId")}, {"clientSecret", reply.at("clientSecret")}};
  }

  Json registered_for_browser(const char* start_url = kStart) {
    return registered({{"grantTypes", {"authorization_code", "refresh_token"}},
                       {"redirectUris", {"http://127.0.0.1/oauth/callback"}},
                       {"issuerUrl", start_url},
                       {"scopes", {"sso:account:access"}}});
  }

  std::string token(Json client, const Json& more) {
    client.update(more);
    return post("/token", client);
  }

  // A poll of the device flow for the client.
  Json started(const Json& client, const char* start_url = kStart) {
    Json body = client;
    body["startUrl"] = start_url;
    EXPECT_EQ(post("/device_authorization", body), "");
    page = reply.at("verificationUriComplete")
               .get<std::string>()
               .substr(std::string("http://127.0.0.1:1").size());
    return {{"grantType", kDeviceGrant}, {"deviceCode", reply.at("deviceCode")}};
  }

  // The body of CreateToken for a code from the redirect.
  Json authorized(const Json& client) {
    EXPECT_EQ(send("GET", authorize_target(client)), "");
    return {{"grantType", "authorization_code"},
            {"code", redirected("code")},
            {"redirectUri", kRedirect},
            {"codeVerifier", kVerifier}};
  }

  static std::string authorize_target(const Json& client, const std::string& challenge = kChallenge) {
    return "/authorize?response_type=code&client_id=" + client.at("clientId").get<std::string>() +
           "&redirect_uri=" + percent_encode(kRedirect) +
           "&state=x&code_challenge_method=S256&code_challenge=" + challenge;
  }

  std::string signed_in(const char* start_url = kStart) {
    const Json client = registered_for_browser(start_url);
    EXPECT_EQ(token(client, authorized(client)), "");
    return reply.at("accessToken");
  }

  std::string credentials(const std::string& access_token, const std::string& role = "plain") {
    return send("GET", "/federation/credentials?role_name=" + role + "&account_id=222222222222", "",
                {{"x-amz-sso_bearer_token", access_token}});
  }

  std::string page;
};

TEST_F(SsoRules, CodeIsValidOnceAndForItsVerifierOnly) {
  const Json client = registered_for_browser();
  Json good = authorized(client);
  EXPECT_EQ(redirected("state"), "x");
  EXPECT_EQ(token(client, good), "");
  EXPECT_EQ(reply.at("expiresIn"), 3600);
  EXPECT_EQ(token(client, good), "InvalidGrantException");

  Json wrong = authorized(client);
  wrong["codeVerifier"] = std::string(kVerifier) + "x";
  EXPECT_EQ(token(client, wrong), "InvalidGrantException");
  EXPECT_EQ(error.message, "Invalid code verifier provided");
  wrong["codeVerifier"] = kVerifier;
  EXPECT_EQ(token(client, wrong), "InvalidGrantException") << "a wrong guess spends the code";
}

TEST_F(SsoRules, CodeIsValidForItsClientItsAddressAndTenMinutes) {
  const Json client = registered_for_browser();
  EXPECT_EQ(token(registered_for_browser(), authorized(client)), "InvalidGrantException");
  Json elsewhere = authorized(client);
  elsewhere["redirectUri"] = "http://127.0.0.1/oauth/callback";
  EXPECT_EQ(token(client, elsewhere), "InvalidGrantException");
  const Json late = authorized(client);
  now += 600;
  EXPECT_EQ(token(client, late), "InvalidGrantException");
  Json without = authorized(client);
  without.erase("codeVerifier");
  EXPECT_EQ(token(client, without), "InvalidRequestException");
}

TEST_F(SsoRules, AuthorizeRequiresPkceAndARegisteredClient) {
  const Json client = registered_for_browser();
  EXPECT_EQ(send("GET", authorize_target(client, "short")), "");
  EXPECT_EQ(redirected("error"), "invalid_request");
  EXPECT_EQ(send("GET", authorize_target({{"clientId", "no"}})), "InvalidClientException");
  EXPECT_EQ(send("GET", authorize_target(registered())), "InvalidClientException") << "it named no issuer";
}

TEST_F(SsoRules, DeviceFlowWaitsForConfirmation) {
  const Json client = registered();
  const Json poll = started(client);
  EXPECT_EQ(token(client, poll), "AuthorizationPendingException");
  EXPECT_EQ(token(client, poll), "AuthorizationPendingException")
      << "once before and once after the address is shown";
  EXPECT_EQ(token(client, poll), "SlowDownException");
  now += 6;
  EXPECT_EQ(token(client, poll), "SlowDownException") << "five seconds more from then on";
  now += 12;
  EXPECT_EQ(token(client, poll), "AuthorizationPendingException");
  state.sso.person = Person::waits;
  EXPECT_EQ(send("GET", page), "");
  now += 12;
  EXPECT_EQ(token(client, poll), "AuthorizationPendingException");
  state.sso.person = Person::confirms;
  EXPECT_EQ(send("GET", page), "");
  now += 12;
  EXPECT_EQ(token(client, poll), "");
  EXPECT_FALSE(reply.contains("refreshToken")) << "the client registered without scopes";
  EXPECT_EQ(token(client, poll), "InvalidGrantException");
}

TEST_F(SsoRules, DeviceCodeExpiresAndCanBeDenied) {
  const Json client = registered();
  Json poll = started(client);
  state.sso.person = Person::refuses;
  EXPECT_EQ(send("GET", page), "");
  EXPECT_EQ(token(client, poll), "AccessDeniedException");
  EXPECT_EQ(error.status, 400);
  poll = started(client);
  EXPECT_EQ(token(registered(), poll), "InvalidGrantException") << "another client's";
  now += 600;
  EXPECT_EQ(token(client, poll), "ExpiredTokenException");
}

TEST_F(SsoRules, RegistrationsAreCheckedAndExpire) {
  EXPECT_EQ(post("/client/register", {{"clientName", "t"}}), "InvalidClientMetadataException");
  EXPECT_EQ(post("/client/register", {{"clientType", "public"}}), "InvalidRequestException");
  const Json named{{"clientName", "t"}, {"clientType", "public"}};
  Json body = named;
  body["grantTypes"] = {"password"};
  EXPECT_EQ(post("/client/register", body), "UnsupportedGrantTypeException");
  body["grantTypes"] = {"authorization_code"};
  EXPECT_EQ(post("/client/register", body), "InvalidRedirectUriException");
  body["redirectUris"] = {"http://127.0.0.1/"};
  EXPECT_EQ(post("/client/register", body), "InvalidRequestException") << "no issuerUrl";
  EXPECT_EQ(send("POST", "/client/register", "[1]"), "InvalidRequestException");

  const Json client = registered();
  Json other_user = client;
  other_user["clientSecret"] = "no";
  EXPECT_EQ(token(other_user, {{"grantType", kDeviceGrant}}), "InvalidClientException");
  EXPECT_EQ(error.status, 401);
  EXPECT_EQ(token(client, {{"grantType", "authorization_code"}}), "UnauthorizedClientException");
  EXPECT_EQ(token(client, {{"grantType", "password"}}), "UnsupportedGrantTypeException");
  now += std::int64_t{90} * 86400;
  EXPECT_EQ(token(client, {{"grantType", kDeviceGrant}}), "InvalidClientException");
}

TEST_F(SsoRules, PortalTokenIsValidUntilItExpires) {
  const std::string access = signed_in();
  EXPECT_EQ(credentials(access), "");
  EXPECT_EQ(reply.at("roleCredentials").at("expiration"), (kNow + 3600) * 1000);
  const auto id = reply.at("roleCredentials").at("accessKeyId").get<std::string>();
  EXPECT_EQ(state.sessions.find(id)->caller.arn, "arn:aws:sts::222222222222:assumed-role/plain/ada");
  EXPECT_EQ(credentials(access, "short"), "");
  EXPECT_EQ(reply.at("roleCredentials").at("expiration"), (kNow + 60) * 1000);
  EXPECT_EQ(credentials(access, "other"), "ForbiddenException") << "not assigned";
  EXPECT_EQ(error.status, 403);
  EXPECT_EQ(credentials("no"), "UnauthorizedException");
  EXPECT_EQ(credentials(signed_in("https://d-2.awsapps.com/start")), "ForbiddenException")
      << "another instance";
  EXPECT_EQ(send("GET", "/federation/credentials"), "InvalidRequestException");
  now += 3600;
  EXPECT_EQ(credentials(access), "UnauthorizedException");
  EXPECT_EQ(error.status, 401);
}

TEST_F(SsoRules, RefreshTokensRotateIfConfigured) {
  for (const bool rotates : {false, true}) {
    const Json client = registered_for_browser(rotates ? "https://d-2.awsapps.com/start" : kStart);
    EXPECT_EQ(token(client, authorized(client)), "");
    const Json first{{"grantType", "refresh_token"}, {"refreshToken", reply.at("refreshToken")}};
    EXPECT_EQ(token(client, first), "");
    EXPECT_EQ(reply.at("refreshToken") != first.at("refreshToken"), rotates);
    const Json second{{"grantType", "refresh_token"}, {"refreshToken", reply.at("refreshToken")}};
    EXPECT_EQ(token(client, first), rotates ? "InvalidGrantException" : "");
    EXPECT_EQ(token(registered_for_browser(), second), "InvalidGrantException") << "another client's";
    now += 28800;
    EXPECT_EQ(token(client, second), "InvalidGrantException") << "the sign-in is over";
  }
}

TEST_F(SsoRules, LogoutEndsTheWholeSignIn) {
  const Json client = registered_for_browser();
  EXPECT_EQ(token(client, authorized(client)), "");
  const std::string access = reply.at("accessToken");
  const Json refresh{{"grantType", "refresh_token"}, {"refreshToken", reply.at("refreshToken")}};
  EXPECT_EQ(send("POST", "/logout", "", {{"x-amz-sso_bearer_token", access}}), "");
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(credentials(access), "UnauthorizedException");
  EXPECT_EQ(token(client, refresh), "InvalidGrantException");
  EXPECT_EQ(send("POST", "/logout", "", {{"x-amz-sso_bearer_token", access}}), "UnauthorizedException");
}

TEST_F(SsoRules, AwsHostNamesSelectServiceAndRegion) {
  const std::string access = signed_in();
  host = "portal.sso.eu-west-1.amazonaws.com";
  EXPECT_EQ(credentials(access), "");
  EXPECT_EQ(post("/client/register", {}), "UnknownOperationException");
  host = "portal.sso.us-east-1.amazonaws.com";
  EXPECT_EQ(credentials(access), "UnauthorizedException");
  host = "oidc.us-east-1.amazonaws.com";
  EXPECT_EQ(credentials(access), "UnknownOperationException");
  Json body = registered();
  body["startUrl"] = kStart;
  EXPECT_EQ(post("/device_authorization", body), "InvalidRequestException");
  host = "oidc.eu-west-1.amazonaws.com:443";
  EXPECT_EQ(post("/device_authorization", body), "");
  EXPECT_EQ(reply.at("verificationUri"), "https://oidc.eu-west-1.amazonaws.com:443/device");
}

}  // namespace
}  // namespace testbed
