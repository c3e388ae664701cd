// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "jwt/jwt.hpp"
#include "signed_request.hpp"
#include "sts/service.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

constexpr const char* kConfig = R"({
  "identity_providers":[{"issuer":"https://ci.example"},
                        {"issuer":"https://other.example","audience":"me","algorithm":"RS256"}],
  "accounts":[{"id":"222222222222","roles":[
    {"name":"deploy","trust":[{"web_identity":"https://ci.example","subject":"repo:a/*"}]},
    {"name":"any","trust":["222222222222",{"web_identity":"https://other.example"}]},
    {"name":"nobody","trust":["*"]}]}]})";

class WebIdentityRules : public ::testing::Test {
 protected:
  std::string assume(const std::string& role, const std::string& token, const std::string& more = "") {
    HttpRequest request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"Host", "127.0.0.1:1"}};
    request.body =
        "Version=2011-06-15&Action=AssumeRoleWithWebIdentity&RoleSessionName=me&RoleArn="
        "arn:aws:iam::222222222222:role/" +
        role + "&WebIdentityToken=" + percent_encode(token) + more;
    const auto answer = run_sts(request, request_form(request), world, state);
    result = answer.value_or("");
    message = answer ? "" : answer.error().message;
    return answer ? "" : answer.error().code;
  }

  static nlohmann::ordered_json claims() {
    return {{"iss", "https://ci.example"},
            {"sub", "repo:a/b"},
            {"aud", "sts.amazonaws.com"},
            {"iat", kNow},
            {"exp", kNow + 60}};
  }

  std::string token(const nlohmann::ordered_json& of) const {
    return make_jwt({}, of, world.identity_providers.at(of.at("iss")).key);
  }

  bool replied(const std::string& element) const { return result.find(element) != std::string::npos; }

  std::int64_t now = kNow;
  const World world = parse_world(kConfig);
  AwsState state{Clock([this] { return now; }), {}, {}, {}};
  std::string result;
  std::string message;
};

TEST_F(WebIdentityRules, TokenAssumesARoleThatTrustsItsIssuerAndSubject) {
  EXPECT_EQ(assume("deploy", token(claims())), "");
  EXPECT_TRUE(replied("<Provider>https://ci.example</Provider>")) << result;
  EXPECT_TRUE(replied("<Audience>sts.amazonaws.com</Audience>"));
  EXPECT_TRUE(replied("<SubjectFromWebIdentityToken>repo:a/b</SubjectFromWebIdentityToken>"));
  EXPECT_TRUE(replied("<Arn>arn:aws:sts::222222222222:assumed-role/deploy/me</Arn>"));
  EXPECT_TRUE(replied("<Expiration>2026-03-01T01:00:00Z</Expiration>"));
  EXPECT_EQ(assume("any", token(claims())), "AccessDenied");
  EXPECT_EQ(message, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
  EXPECT_EQ(assume("nobody", token(claims())), "AccessDenied") << "* is no identity provider";
  EXPECT_EQ(assume("missing", token(claims())), "AccessDenied");
  auto other = claims();
  other["sub"] = "repo:b/a";
  EXPECT_EQ(assume("deploy", token(other)), "AccessDenied");
}

TEST_F(WebIdentityRules, TimesAndAudienceAreChecked) {
  const std::string good = token(claims());
  now += 60;
  EXPECT_EQ(assume("deploy", good), "ExpiredTokenException");
  EXPECT_EQ(message,
            "Token expired: current date/time 1772323260 must be before the expiration date/time 1772323260");
  now = kNow;
  auto wrong = claims();
  wrong["aud"] = "me";
  EXPECT_EQ(assume("deploy", token(wrong)), "InvalidIdentityToken");
  EXPECT_EQ(message, "Incorrect token audience");
  wrong["aud"] = {"me", "sts.amazonaws.com"};
  EXPECT_EQ(assume("deploy", token(wrong)), "") << "one of several";
  wrong["iat"] = kNow + 301;
  EXPECT_EQ(assume("deploy", token(wrong)), "InvalidIdentityToken");
  wrong.erase("iat");
  EXPECT_EQ(assume("deploy", token(wrong)), "InvalidIdentityToken");
}

TEST_F(WebIdentityRules, OnlyTheIssuersKeyIsAccepted) {
  EXPECT_EQ(assume("deploy", make_jwt({}, claims(), Key::generate("ES256"))), "InvalidIdentityToken");
  EXPECT_EQ(message, "The signature of the ID Token is not its provider's");
  auto other_user = claims();
  other_user["iss"] = "https://no.example";
  EXPECT_EQ(assume("deploy", make_jwt({}, other_user, Key::generate("ES256"))), "InvalidIdentityToken");
  EXPECT_EQ(message, "No OpenIDConnect provider found in your account for https://no.example");
  EXPECT_EQ(assume("deploy", "no token"), "InvalidIdentityToken");
  EXPECT_EQ(assume("deploy", token(claims()) + "\n"), "InvalidIdentityToken");
}

TEST_F(WebIdentityRules, ParametersAreValidated) {
  EXPECT_EQ(assume("deploy", "x"), "ValidationError");
  EXPECT_EQ(assume("deploy", token(claims()), "&DurationSeconds=899"), "ValidationError");
  EXPECT_EQ(assume("deploy", token(claims()), "&DurationSeconds=3601"), "ValidationError");
  auto other = claims();
  other["iss"] = "https://other.example";
  other["aud"] = "me";
  EXPECT_EQ(assume("any", token(other), "&DurationSeconds=900"), "") << "by RS256";
  EXPECT_TRUE(replied("<Expiration>2026-03-01T00:15:00Z</Expiration>"));
}

}  // namespace
}  // namespace testbed
