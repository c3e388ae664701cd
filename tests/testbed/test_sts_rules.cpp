// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/totp.hpp"
#include "signed_request.hpp"
#include "sts/service.hpp"
#include "world/config.hpp"

namespace testbed {
namespace {

constexpr const char* kConfig = R"({"accounts":[
  {"id":"111111111111","users":[{"name":"ada",
    "access_keys":[{"id":"AKIAIOSFODNN7EXAMPLE","secret":"s3cr3t"}],
    "mfa_devices":[{"serial":"arn:aws:iam::111111111111:mfa/ada","secret_base32":"JBSWY3DPEHPK3PXP"}]}]},
  {"id":"222222222222","roles":[
    {"name":"plain","trust":["*"],"max_session_duration":7200},
    {"name":"ops","trust":["111111111111"],"require_mfa":true},
    {"name":"fresh","trust":["111111111111"],"max_mfa_age_seconds":60},
    {"name":"short","trust":["*"],"lifetime_seconds":180}]}]})";

class StsRules : public ::testing::Test {
 protected:
  // The code of the error, or "" and the XML in result.
  std::string call(const TestKey& with, const std::string& parameters) {
    const HttpRequest request = signed_request(with, "Version=2011-06-15&Action=" + parameters, now);
    const auto answer = run_sts(request, request_form(request), world, state);
    result = answer.value_or("");
    message = answer ? "" : answer.error().message;
    return answer ? "" : answer.error().code;
  }

  std::string assume(const TestKey& with, const std::string& role, const std::string& more = "") {
    return call(with, "AssumeRole&RoleSessionName=me&RoleArn=arn:aws:iam::222222222222:role/" + role + more);
  }

  std::string mfa(int windows_off = 0) const {
    const MfaDevice* device = find_device(world, "arn:aws:iam::111111111111:mfa/ada");
    return "&SerialNumber=" + device->serial +
           "&TokenCode=" + totp_code(device->secret, totp_step(now) + windows_off);
  }

  std::string element(const std::string& name) const {
    const auto start = result.find("<" + name + ">") + name.size() + 2;
    return result.substr(start, result.find("</" + name + ">") - start);
  }

  TestKey issued() const {
    return {element("AccessKeyId"), element("SecretAccessKey"), element("SessionToken")};
  }

  std::int64_t now = kNow;
  const World world = parse_world(kConfig);
  AwsState state{Clock([this] { return now; }), {}, {}, {}};
  const TestKey key{"AKIAIOSFODNN7EXAMPLE", "s3cr3t", ""};
  std::string result;
  std::string message;
};

TEST_F(StsRules, CodeAssumesARoleOnce) {
  EXPECT_EQ(assume(key, "ops"), "AccessDenied");
  EXPECT_EQ(
      message,
      "User: arn:aws:iam::111111111111:user/ada is not authorized to perform: sts:AssumeRole on resource: "
      "arn:aws:iam::222222222222:role/ops");
  EXPECT_EQ(assume(key, "ops", mfa()), "");
  EXPECT_EQ(element("Expiration"), "2026-03-01T01:00:00Z");
  EXPECT_EQ(element("Arn"), "arn:aws:sts::222222222222:assumed-role/ops/me");
  EXPECT_EQ(assume(key, "ops", mfa()), "AccessDenied");
  EXPECT_EQ(message, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
  EXPECT_EQ(state.codes.received, 2);
  EXPECT_EQ(state.codes.accepted, 1);
  EXPECT_EQ(state.codes.refused, 1);
}

TEST_F(StsRules, CodeIsUsedUpIfTheRoleIsDenied) {
  EXPECT_EQ(assume(key, "nosuch", mfa()), "AccessDenied");
  EXPECT_EQ(assume(key, "ops", mfa()), "AccessDenied");
  EXPECT_EQ(message, "MultiFactorAuthentication failed with invalid MFA one time pass code. ");
}

TEST_F(StsRules, SerialAndCodeAreRequiredTogetherAndMustBeTheCallers) {
  EXPECT_EQ(assume(key, "ops", "&TokenCode=123456"), "AccessDenied");
  EXPECT_EQ(message,
            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
  EXPECT_EQ(assume(key, "ops", "&TokenCode=123456&SerialNumber=arn:aws:iam::111111111111:mfa/bob"),
            "AccessDenied");
  EXPECT_EQ(message.substr(0, 65), "MultiFactorAuthentication failed, unable to validate MFA code.  P");
}

TEST_F(StsRules, MfaSessionAssumesRolesWithoutFurtherCodes) {
  EXPECT_EQ(call(key, "GetSessionToken" + mfa()), "");
  EXPECT_EQ(element("Expiration"), "2026-03-01T12:00:00Z");
  const TestKey session = issued();
  now += 59;
  EXPECT_EQ(assume(session, "ops"), "");
  EXPECT_EQ(assume(session, "fresh"), "");
  now += 1;
  EXPECT_EQ(assume(session, "ops"), "");
  EXPECT_EQ(assume(session, "fresh"), "AccessDenied") << "the age counts from the session's code";
}

TEST_F(StsRules, SessionWithoutMfaIsDeniedARoleThatRequiresIt) {
  EXPECT_EQ(call(key, "GetSessionToken"), "");
  const TestKey session = issued();
  EXPECT_EQ(assume(session, "plain"), "");
  EXPECT_EQ(assume(session, "ops"), "AccessDenied");
  EXPECT_EQ(assume(session, "ops", mfa()), "");
}

TEST_F(StsRules, ChainedSessionHasNoMfaAndLastsAnHour) {
  EXPECT_EQ(assume(key, "plain", mfa() + "&DurationSeconds=7200"), "");
  const TestKey role = issued();
  EXPECT_EQ(assume(role, "plain"), "");
  EXPECT_EQ(assume(role, "plain", "&DurationSeconds=3601"), "ValidationError");
  EXPECT_EQ(
      message,
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
  EXPECT_EQ(assume(role, "ops"), "AccessDenied");
  EXPECT_EQ(assume(role, "plain", mfa(1)), "AccessDenied");
}

TEST_F(StsRules, DurationsAreLimited) {
  EXPECT_EQ(assume(key, "plain", "&DurationSeconds=899"), "ValidationError");
  EXPECT_EQ(message,
            "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: "
            "Member must "
            "have value greater than or equal to 900");
  EXPECT_EQ(assume(key, "plain", "&DurationSeconds=43201"), "ValidationError");
  EXPECT_EQ(assume(key, "plain", "&DurationSeconds=x"), "MalformedInput");
  EXPECT_EQ(assume(key, "plain", "&DurationSeconds=7201"), "ValidationError");
  EXPECT_EQ(message, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  EXPECT_EQ(assume(key, "plain", "&DurationSeconds=900"), "");
  EXPECT_EQ(element("Expiration"), "2026-03-01T00:15:00Z");
  EXPECT_EQ(assume(key, "short", "&DurationSeconds=900"), "");
  EXPECT_EQ(element("Expiration"), "2026-03-01T00:03:00Z");
  EXPECT_EQ(call(key, "GetSessionToken&DurationSeconds=129601"), "ValidationError");
  EXPECT_EQ(call(key, "GetSessionToken&DurationSeconds=129600"), "");
}

TEST_F(StsRules, ParametersAreValidatedBeforeACodeIsUsed) {
  EXPECT_EQ(call(key, "AssumeRole&RoleArn=short" + mfa()), "ValidationError");
  EXPECT_EQ(message,
            "2 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member "
            "must have "
            "length greater than or equal to 20; Value null at 'roleSessionName' failed to satisfy "
            "constraint: Member "
            "must not be null");
  EXPECT_EQ(call(key, "AssumeRole&RoleSessionName=a/b&RoleArn=arn:aws:iam::222222222222:role/ops" + mfa()),
            "ValidationError");
  EXPECT_EQ(message,
            "1 validation error detected: Value 'a/b' at 'roleSessionName' failed to satisfy constraint: "
            "Member must "
            "satisfy regular expression pattern: [\\w+=,.@-]*");
  EXPECT_EQ(call(key, "GetSessionToken&SerialNumber=short&TokenCode=12345"), "ValidationError");
  EXPECT_EQ(assume(key, "ops", mfa()), "");
}

TEST_F(StsRules, GetSessionTokenRequiresLongTermKeys) {
  EXPECT_EQ(assume(key, "plain"), "");
  EXPECT_EQ(call(issued(), "GetSessionToken"), "AccessDenied");
  EXPECT_EQ(message, "Cannot call GetSessionToken with session credentials");
}

TEST_F(StsRules, GetCallerIdentityDescribesEveryKindOfCaller) {
  EXPECT_EQ(call(key, "GetCallerIdentity"), "");
  EXPECT_EQ(element("Arn"), "arn:aws:iam::111111111111:user/ada");
  EXPECT_EQ(element("UserId").substr(0, 4), "AIDA");
  EXPECT_EQ(call(key, "GetSessionToken"), "");
  EXPECT_EQ(call(issued(), "GetCallerIdentity"), "");
  EXPECT_EQ(element("Arn"), "arn:aws:iam::111111111111:user/ada");
  EXPECT_EQ(assume(key, "plain"), "");
  EXPECT_EQ(call(issued(), "GetCallerIdentity"), "");
  EXPECT_EQ(element("Arn"), "arn:aws:sts::222222222222:assumed-role/plain/me");
  EXPECT_EQ(element("Account"), "222222222222");
}

TEST_F(StsRules, UnknownActionsAndVersionsAreRejected) {
  EXPECT_EQ(call(key, "Nothing"), "InvalidAction");
  EXPECT_EQ(message, "Could not find operation Nothing for version 2011-06-15");
  const HttpRequest request = signed_request(key, "Action=GetCallerIdentity&Version=2010-01-01");
  EXPECT_EQ(run_sts(request, request_form(request), world, state).error().code, "NoSuchVersion");
}

TEST_F(StsRules, ShiftedClockExpiresSessions) {
  EXPECT_EQ(assume(key, "plain"), "");
  const TestKey role = issued();
  state.sessions.expire_all(now);
  EXPECT_EQ(call(role, "GetCallerIdentity"), "ExpiredToken");
}

}  // namespace
}  // namespace testbed
