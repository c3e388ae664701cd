// SPDX-License-Identifier: Apache-2.0
// Values recorded from running botocore 1.43.67 (vectors/sts_requests.json), so they do not depend on this
// project's code.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "auth/canonical.hpp"

namespace testbed {
namespace {

constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
constexpr const char* kTime = "20260102T030405Z";

/// A request as botocore signed it, and what that made of it.
struct Recorded {
  std::string target, host, body, region;
  std::string token;  ///< of the session; empty: none
  const char *body_hash, *canonical_hash, *signature;
};

void expect_same(const Recorded& recorded) {
  HttpRequest request;
  request.method = "POST";
  request.target = recorded.target;
  request.headers = {{"Host", recorded.host},
                     {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                     {"X-Amz-Date", kTime}};
  std::vector<std::string> names = {"content-type", "host", "x-amz-date"};
  std::string lines = "content-type:application/x-www-form-urlencoded; charset=utf-8\nhost:" + recorded.host +
                      "\nx-amz-date:20260102T030405Z\n";
  std::string signed_names = "content-type;host;x-amz-date";
  if (!recorded.token.empty()) {
    request.headers.push_back({"X-Amz-Security-Token", recorded.token});
    names.emplace_back("x-amz-security-token");
    lines += "x-amz-security-token:" + recorded.token + '\n';
    signed_names += ";x-amz-security-token";
  }
  request.body = recorded.body;
  const Scope scope{"20260102", recorded.region, "sts", "aws4_request"};
  const auto canonical = canonical_request(request, names);
  EXPECT_EQ(canonical,
            "POST\n" + recorded.target + "\n\n" + lines + '\n' + signed_names + '\n' + recorded.body_hash);
  const auto to_sign = string_to_sign(kTime, scope, canonical);
  EXPECT_EQ(to_sign, "AWS4-HMAC-SHA256\n20260102T030405Z\n20260102/" + recorded.region +
                         "/sts/aws4_request\n" + recorded.canonical_hash);
  EXPECT_EQ(signature(kSecret, scope, to_sign), recorded.signature);
}

TEST(CanonicalRequest, MatchesBotocoresAssumeRole) {
  expect_same({"/", "sts.us-east-1.amazonaws.com",
               "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fdemo&"
               "RoleSessionName=botocore-session-1700000000",
               "us-east-1", "", "93341aba1b2287479cbe26422201e70abc7df803360cfc26572fd1782b368471",
               "820aab3e23ecd82724bc8da00a9abf64aeb046e0fa45fa20bedcffdd2940ae13",
               "b7b8fb73ae8735855e2f39f15c1bb2be48756d0366d29628efee17d1569a2461"});
}

TEST(CanonicalRequest, MatchesBotocoresAssumeRoleWithTokenAndMfa) {
  expect_same({"/", "sts.eu-west-1.amazonaws.com",
               "Action=AssumeRole&Version=2011-06-15&RoleSessionName=me%40host&ExternalId=a%2Fb%3Ac%3Dd&"
               "SerialNumber=arn%3Aaws%3Aiam%3A%3A123456789012%3Amfa%2Falice&DurationSeconds=3600&RoleArn="
               "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fx%2Fy&TokenCode=123456",
               "eu-west-1", "Fwo+/=tok en",
               "d4d6e05a401d1ab364f6cb794e0575aa83d01909fe02eba06e04092af90ed01b",
               "974469319cc897fd4e366c4857d06c854e5ea0a4dab0431fb8853cf2e6af3e45",
               "738c8c84a8f05b9c289fe83c717d0c429d8e1eff4cb04fd064cd01d96886674b"});
}

TEST(CanonicalRequest, MatchesBotocoresAssumeRoleInChina) {
  expect_same({"/", "sts.cn-north-1.amazonaws.com.cn",
               "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws-cn%3Aiam%3A%3A123456789012%3Arole%2Fd&"
               "RoleSessionName=%C3%BCn%C3%AFcode&Policy=%7B%22a%22%3A+%22b+c%2Bd~e%2Af%22%7D&PolicyArns."
               "member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FX&Tags.member.1.Key=k&Tags.member.1.Value=v&"
               "TransitiveTagKeys.member.1=k",
               "cn-north-1", "", "54dc4aec612da261b71626893b0f1ffcfc4362853641e5a79a7ff6073e2453f9",
               "01d11914062dc85178292bdd93ddef89e67e6eeaa8e88c41a56c780213c5afd1",
               "ad8c37ba574a4f75fc74d4a8f11ff2c56b946f430ec99d7558c0a3ac3785ecae"});
}

TEST(CanonicalRequest, MatchesBotocoresRequestToAnEndpointWithAPath) {
  expect_same({"/base/", "localhost:4566", "Action=GetCallerIdentity&Version=2011-06-15", "us-east-1", "",
               "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843",
               "c432d9778f2328d6363640ecbbb3899484fb1320297bab91a4f1612faaf37413",
               "4e8af782d25ee83d260e2edc36ac46b21a6d454411daa6fc903d77de9359626f"});
}

TEST(CanonicalRequest, MatchesBotocoresGetSessionToken) {
  expect_same({"/", "sts.us-east-1.amazonaws.com",
               "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=43200&SerialNumber=arn%3Aaws%3Aiam%"
               "3A%3A123456789012%3Amfa%2Falice&TokenCode=000000",
               "us-east-1", "", "286c9a8ea80f800feb9bdcb04d8bb95140e0d437f924b20008eb7f75b8ecf214",
               "84e6206a2b1680de7a74af66acde4f8d1084d2e44424debd5277c8a99d0bbf2d",
               "409fd75fe13b6cab1f420946e3b361caea72fa3bf85321d3fce02de40a937057"});
}

TEST(CanonicalRequest, TrimsAndJoinsHeadersAndSortsTheirNames) {
  HttpRequest request;
  request.method = "GET";
  request.target = "/";
  request.headers = {{"B", "  one   two "}, {"a", "1"}, {"A", "2"}};
  const std::string text = canonical_request(request, {"b", "a"});
  EXPECT_EQ(text.substr(0, text.rfind('\n')), "GET\n/\n\na:1,2\nb:one two\n\na;b");
}

}  // namespace
}  // namespace testbed
