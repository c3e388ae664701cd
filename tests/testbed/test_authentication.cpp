// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "auth/authenticate.hpp"
#include "auth/endpoint_region.hpp"
#include "base/utc.hpp"
#include "signed_request.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

class Authentication : public ::testing::Test {
 protected:
  // "CODE: message", or "" when it passes.
  std::string verdict(const HttpRequest& request, std::int64_t now = kNow) const {
    const auto caller = authenticate(request, world, sessions, now);
    return caller ? "" : caller.error().code + ": " + caller.error().message;
  }

  std::string verdict_after(const std::function<void(HttpRequest&)>& change) const {
    HttpRequest request = signed_request(key, "A=1");
    change(request);
    return verdict(request);
  }

  static void replace_header(HttpRequest& request, const std::string& name, const std::string& value) {
    for (auto& [key_name, old] : request.headers) {
      if (key_name == name) old = value;
    }
  }

  const World world = parse_world(R"({"accounts":[{"id":"111111111111","users":[{"name":"ada","access_keys":[
    {"id":"AKIAIOSFODNN7EXAMPLE","secret":"s3cr3t"},
    {"id":"AKIAIOSFODNN7INACTIV","secret":"s3cr3t","status":"Inactive"}]}]}]})");
  Sessions sessions;
  const TestKey key{"AKIAIOSFODNN7EXAMPLE", "s3cr3t", ""};
  const std::string unknown = "InvalidClientTokenId: The security token included in the request is invalid.";
};

TEST_F(Authentication, AcceptsAValidSignature) {
  const auto caller = authenticate(signed_request(key, "A=1"), world, sessions, kNow);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->arn, "arn:aws:iam::111111111111:user/ada");
  EXPECT_EQ(caller->kind, CallerKind::user_keys);
}

TEST_F(Authentication, RejectsAChangedRequest) {
  for (const auto& change : std::initializer_list<std::function<void(HttpRequest&)>>{
           [](HttpRequest& r) { r.body = "A=2"; }, [](HttpRequest& r) { r.target = "/?A=1"; },
           [](HttpRequest& r) { r.method = "GET"; },
           [](HttpRequest& r) { replace_header(r, "Host", "127.0.0.1:2"); },
           [](HttpRequest& r) { replace_header(r, "X-Amz-Date", basic_time(kNow + 1)); }}) {
    EXPECT_EQ(verdict_after(change).substr(0, 61),
              "SignatureDoesNotMatch: The request signature we calculated do");
  }
  EXPECT_NE(verdict(signed_request({key.id, "wrong", ""}, "A=1")), "");
}

TEST_F(Authentication, RejectsUnknownInactiveAndMismatchedKeys) {
  EXPECT_EQ(verdict(signed_request({"AKIAUNKNOWNUNKNOWNXX", "s3cr3t", ""}, "")), unknown);
  EXPECT_EQ(verdict(signed_request({"AKIAIOSFODNN7INACTIV", "s3cr3t", ""}, "")), unknown);
  EXPECT_EQ(verdict(signed_request({key.id, key.secret, "token"}, "")), unknown)
      << "long-term key with a token";
}

TEST_F(Authentication, RequiresTheTokenOfASessionUntilItExpires) {
  const User* ada = &world.users.begin()->second;
  const IssuedSession session = sessions.issue(
      {CallerKind::user_session, ada->account, ada->arn, ada->id, ada, nullptr, std::nullopt}, kNow + 900);
  const TestKey temporary{session.access_key_id, session.secret, session.token};
  EXPECT_EQ(session.access_key_id.size(), 20U);
  EXPECT_EQ(session.secret.size(), 40U);
  EXPECT_GE(session.token.size(), 350U);
  EXPECT_EQ(verdict(signed_request(temporary, "")), "");
  EXPECT_EQ(verdict(signed_request({temporary.id, temporary.secret, ""}, "")), unknown);
  EXPECT_EQ(verdict(signed_request({temporary.id, temporary.secret, "other"}, "")), unknown);
  EXPECT_EQ(verdict(signed_request(temporary, "", kNow + 899), kNow + 899), "");
  EXPECT_EQ(verdict(signed_request(temporary, "", kNow + 900), kNow + 900),
            "ExpiredToken: The security token included in the request is expired");
}

TEST_F(Authentication, AllowsFifteenMinutesOfSkew) {
  EXPECT_EQ(verdict(signed_request(key, "", kNow - 900)), "");
  EXPECT_EQ(verdict(signed_request(key, "", kNow + 900)), "");
  EXPECT_EQ(verdict(signed_request(key, "", kNow - 901)),
            "SignatureDoesNotMatch: Signature expired: 20260228T234459Z is now earlier than 20260228T234500Z "
            "(20260301T000000Z - 15 min.)");
  EXPECT_EQ(verdict(signed_request(key, "", kNow + 901)),
            "SignatureDoesNotMatch: Signature not yet current: 20260301T001501Z is still later than "
            "20260301T001500Z "
            "(20260301T000000Z + 15 min.)");
}

TEST_F(Authentication, ChecksTheScope) {
  const auto scoped = [this](const std::string& scope) {
    return verdict_after([&](HttpRequest& request) {
      std::string value = *header(request, "Authorization");
      const std::string old = "20260301/us-east-1/sts/aws4_request";
      replace_header(request, "Authorization", value.replace(value.find(old), old.size(), scope));
    });
  };
  EXPECT_EQ(scoped("20260301/nowhere/sts/aws4_request"),
            "SignatureDoesNotMatch: Credential should be scoped to a valid region. ");
  EXPECT_EQ(scoped("20260301/us-east-1/s3/aws4_request"),
            "SignatureDoesNotMatch: Credential should be scoped to correct service: 'sts'. ");
  EXPECT_EQ(scoped("20260301/us-east-1/sts/aws5_request"),
            "SignatureDoesNotMatch: Credential should be scoped with a valid terminator: 'aws4_request', not "
            "'aws5_request'. ");
  EXPECT_EQ(
      scoped("20260228/us-east-1/sts/aws4_request"),
      "SignatureDoesNotMatch: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
      "from HTTP: '20260228' != '20260301', from '20260301T000000Z'.");
  EXPECT_EQ(scoped("20260301/sts/aws4_request"),
            "IncompleteSignature: Credential must have exactly 5 slash-delimited elements, e.g. "
            "keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE/20260301/sts/aws4_request'");
}

TEST_F(Authentication, ChecksTheFormOfTheHeader) {
  const auto with = [this](const std::string& value) {
    return verdict_after([&](HttpRequest& request) { replace_header(request, "Authorization", value); });
  };
  EXPECT_EQ(with("Bearer x"), "MissingAuthenticationToken: Request is missing Authentication Token");
  EXPECT_EQ(verdict_after([](HttpRequest& request) { request.headers.pop_back(); }),
            "MissingAuthenticationToken: Request is missing Authentication Token");
  EXPECT_EQ(with("AWS4-HMAC-SHA256 Credential").substr(0, 89),
            "IncompleteSignature: 'Credential' not a valid key=value pair (missing equal-sign) in Auth");
  EXPECT_EQ(with("AWS4-HMAC-SHA256").substr(0, 115),
            "IncompleteSignature: Authorization header requires 'Credential' parameter. Authorization header "
            "requires "
            "'Signature");
  EXPECT_EQ(verdict_after([](HttpRequest& request) { replace_header(request, "X-Amz-Date", "2026"); }),
            "IncompleteSignature: Date must be in ISO-8601 'basic format'. Got '2026'. See "
            "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(Authentication, RequiresSignedHostAndAmzHeaders) {
  EXPECT_EQ(verdict_after([](HttpRequest& request) { request.headers.emplace_back("X-Amz-Meta", "1"); }),
            "SignatureDoesNotMatch: 'X-Amz-Meta' must be a 'SignedHeader' in the AWS Authorization.");
  EXPECT_EQ(
      verdict_after([this](HttpRequest& request) {
        request.headers.erase(request.headers.begin());
        sign(request, key);
        request.headers.emplace_back("Host", "127.0.0.1:1");
      }),
      "SignatureDoesNotMatch: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST(EndpointRegion, MustMatchTheHost) {
  EXPECT_TRUE(region_fits_host("us-east-1", "sts.amazonaws.com"));
  EXPECT_FALSE(region_fits_host("eu-west-1", "sts.amazonaws.com"));
  EXPECT_TRUE(region_fits_host("eu-west-1", "STS.eu-west-1.amazonaws.com:443"));
  EXPECT_FALSE(region_fits_host("us-east-1", "sts.eu-west-1.amazonaws.com"));
  EXPECT_TRUE(region_fits_host("cn-north-1", "sts.cn-north-1.amazonaws.com.cn"));
  EXPECT_TRUE(region_fits_host("us-gov-west-1", "sts-fips.us-gov-west-1.api.aws"));
  for (const char* region : {"us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1", "us-isob-east-1"}) {
    EXPECT_TRUE(region_fits_host(region, "127.0.0.1:4566")) << region;
  }
  for (const char* region : {"", "aws-global", "us-east", "us-east-", "1", "US-EAST-1", "us--1"}) {
    EXPECT_FALSE(region_fits_host(region, "localhost")) << region;
  }
}

}  // namespace
}  // namespace testbed
