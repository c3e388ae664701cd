// SPDX-License-Identifier: Apache-2.0
#include "aws/sts/sts_failure.hpp"

#include <gtest/gtest.h>

namespace latchkey::test {
namespace {

ServiceFailure refused(int status, const std::string& code, const std::string& message) {
  ServiceFailure failure;
  failure.operation = "AssumeRole";
  failure.url = "https://sts.eu-west-1.amazonaws.com/";
  failure.status = status;
  failure.code = code;
  failure.message = message;
  return failure;
}

ServiceFailure unreachable(TransportFailure::Reason cause) {
  ServiceFailure failure;
  failure.operation = "AssumeRole";
  failure.url = "https://sts.eu-west-1.amazonaws.com/";
  failure.attempts = 3;
  failure.transport = TransportFailure{cause, "the library's words", false};
  return failure;
}

const CallContext kOps{"ops", "arn:aws:iam::222222222222:role/ops", "arn:aws:iam::111111111111:mfa/ada",
                       "AKIABASE"};

struct Case {
  ServiceFailure failure;
  ErrorKind kind;
  std::string message_has, hint_has;
};

TEST(StsFailure, HasAMessageAndAHint) {
  using Reason = TransportFailure::Reason;
  auto slow_clock = refused(403, "SignatureDoesNotMatch",
                            "Signature not yet current: 20260101T000000Z is still later than ...");
  slow_clock.clock_ahead = std::chrono::seconds(1021);
  auto page = refused(200, "", "");
  page.content_type = "text/html";
  const std::vector<Case> cases = {
      {refused(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "),
       ErrorKind::denied, "refused the MFA code for arn:aws:iam::111111111111:mfa/ada", "next code"},
      {refused(403, "AccessDenied",
               "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
               "serial number is valid and associated with this user."),
       ErrorKind::denied, "does not know MFA device", "mfa_serial"},
      {refused(403, "AccessDenied", "User: u is not authorized to perform: sts:AssumeRole on resource: r"),
       ErrorKind::denied, "denied role arn:aws:iam::222222222222:role/ops", "trust policy"},
      {refused(403, "InvalidClientTokenId", "The security token included in the request is invalid."),
       ErrorKind::denied, "does not know access key AKIABASE", "deleted or inactive"},
      {refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match"),
       ErrorKind::denied, "secret access key does not belong", "aws_secret_access_key"},
      {refused(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region. "),
       ErrorKind::denied, "rejected the region of the request", "AWS_DEFAULT_REGION"},
      {refused(403, "ExpiredToken", "The security token included in the request is expired"),
       ErrorKind::denied, "has expired", "renew"},
      {slow_clock, ErrorKind::denied, "clock is 17m fast", "set the clock"},
      {refused(400, "ValidationError",
               "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."),
       ErrorKind::denied, "refused duration_seconds", "lower duration_seconds of profile ops"},
      {refused(400, "ValidationError",
               "1 validation error detected: Value 'ada' at 'serialNumber' failed to satisfy constraint: x"),
       ErrorKind::denied, "refused mfa_serial",
       "check mfa_serial of profile ops; it looks like arn:aws:iam::"},
      {refused(400, "ValidationError", "Value 'a b' at 'roleSessionName' failed to satisfy constraint: x"),
       ErrorKind::denied, "refused role_session_name", "2 to 64"},
      {refused(400, "Throttling", "Rate exceeded"), ErrorKind::network, "too many requests", "moment"},
      {refused(503, "ServiceUnavailable", "x"), ErrorKind::network, "ServiceUnavailable", "moment"},
      {refused(403, "RegionDisabledException", "STS is not activated"), ErrorKind::denied, "switched off",
       "another region"},
      {page, ErrorKind::network, "is not STS (HTTP 200, text/html)", "sign-in page"},
      {unreachable(Reason::resolve), ErrorKind::network, "host name sts.eu-west-1.amazonaws.com is not known",
       "network connection"},
      {unreachable(Reason::connect), ErrorKind::network, "cannot connect", "HTTPS_PROXY"},
      {unreachable(Reason::proxy), ErrorKind::network, "proxy did not connect", "NO_PROXY"},
      {unreachable(Reason::tls), ErrorKind::network, "no trusted TLS connection", "AWS_CA_BUNDLE"},
      {unreachable(Reason::timeout), ErrorKind::network, "did not answer in time", "try again"},
      {unreachable(Reason::too_large), ErrorKind::network, "too large", "endpoint"},
      {unreachable(Reason::unavailable), ErrorKind::network, "no HTTP library", "libcurl"},
  };
  for (const auto& c : cases) {
    const auto error = explain(c.failure, kOps);
    EXPECT_EQ(error.kind, c.kind) << error.message;
    EXPECT_EQ(error.message.rfind("profile ops: ", 0), 0U) << error.message;
    EXPECT_NE(error.message.find(c.message_has), std::string::npos) << error.message;
    EXPECT_NE(error.hint.find(c.hint_has), std::string::npos) << error.hint;
    for (const auto& text : {error.message, error.hint}) {
      EXPECT_EQ(text.find('\n'), std::string::npos) << text;
      EXPECT_TRUE(text.empty() || text.back() != '.') << text;
    }
  }
}

TEST(StsFailure, ReportsATokenOfOtherKeys) {
  const auto refusal =
      refused(403, "InvalidClientTokenId", "The security token included in the request is invalid");
  auto context = kOps;
  context.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  context.has_token = true;
  EXPECT_EQ(explain(refusal, context).cause, Cause::token_unexpected);
  EXPECT_NE(explain(refusal, context).hint.find("unset AWS_SESSION_TOKEN"), std::string::npos);
  context.has_token = false;
  EXPECT_EQ(explain(refusal, context).cause, Cause::key_unknown);
  context.access_key_id = "ASIAIOSFODNN7EXAMPLE";
  EXPECT_EQ(explain(refusal, context).cause, Cause::token_missing);
  context.has_token = true;
  EXPECT_EQ(explain(refusal, context).cause, Cause::key_unknown);
}

TEST(StsFailure, ReportsAUsedCodeOnlyIfACodeWasSent) {
  for (auto failure :
       {unreachable(TransportFailure::Reason::timeout), unreachable(TransportFailure::Reason::broken),
        refused(503, "ServiceUnavailable", "x"), refused(400, "Throttling", "x"), refused(500, "", "")}) {
    EXPECT_EQ(explain(failure, kOps).hint.find("MFA code"), std::string::npos);
    failure.spent_code = true;
    EXPECT_NE(explain(failure, kOps).hint.find("a code that was sent is spent"), std::string::npos)
        << explain(failure, kOps).message;
  }
}

TEST(StsFailure, OnlyARejectedCodeIsAWrongCode) {
  EXPECT_TRUE(
      refused(403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
          .is_wrong_code());
  EXPECT_FALSE(refused(403, "AccessDenied", "User: u is not authorized").is_wrong_code());
  EXPECT_FALSE(unreachable(TransportFailure::Reason::broken).is_wrong_code());
}

TEST(StsFailure, HidesAKeyIdThatMayBeASecret) {
  auto context = kOps;
  context.access_key_id = "wJalrXUtnFEMIsecret";
  for (const auto& failure :
       {refused(403, "InvalidClientTokenId", "x"),
        refused(400, "IncompleteSignature", "got 'wJalrXUtnFEMIsecret/2026'"),
        refused(403, "SignatureDoesNotMatch", "wJalrXUtnFEMIsecret"),
        refused(403, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.")}) {
    const auto error = explain(failure, context);
    EXPECT_EQ((error.message + error.hint).find("wJalr"), std::string::npos) << error.message << error.hint;
  }
}

TEST(StsFailure, NamesTheSettingThatIsAtFault) {
  auto context = kOps;
  context.source = "shared-credentials-file";
  context.key_profile = "base";
  const auto setting_of = [&](const ServiceFailure& failure) {
    const auto origin = explain(failure, context).origin;
    return origin.profile + '.' + origin.setting;
  };
  EXPECT_EQ(setting_of(refused(403, "AccessDenied", "User: u is not authorized")), "ops.role_arn");
  EXPECT_EQ(setting_of(refused(400, "ValidationError", kOps.role_arn + " is invalid")), "ops.role_arn");
  EXPECT_EQ(setting_of(refused(400, "ValidationError", "Value at 'externalId' failed")), "ops.external_id");
  EXPECT_EQ(setting_of(refused(400, "ValidationError", "The requested DurationSeconds exceeds")),
            "ops.duration_seconds");
  EXPECT_EQ(setting_of(refused(403, "AccessDenied",
                               "MultiFactorAuthentication failed, unable to validate MFA code.")),
            "ops.mfa_serial");
  EXPECT_EQ(setting_of(refused(403, "InvalidClientTokenId", "x")), "base.aws_access_key_id");
  EXPECT_EQ(setting_of(refused(403, "SignatureDoesNotMatch", "x")), "base.aws_secret_access_key");
  context.device_origin = Origin::variable("AWS_MFA_SERIAL");
  EXPECT_EQ(explain(refused(400, "ValidationError", "Value at 'serialNumber' failed"), context).origin,
            context.device_origin);
  context.source = "mfa-session";
  EXPECT_EQ(explain(refused(403, "InvalidClientTokenId", "x"), context).origin, Origin());
  auto session = refused(400, "ValidationError", "The requested DurationSeconds exceeds");
  session.operation = "GetSessionToken";
  EXPECT_EQ(setting_of(session), "ops.latchkey_session_duration");
}

TEST(StsFailure, IsUnauthenticatedBeforeAnyArgumentCounts) {
  for (const auto* code : {"InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "RequestExpired"})
    EXPECT_TRUE(refused(403, code, "x").is_unauthenticated()) << code;
  for (const auto* code : {"", "AccessDenied", "ValidationError", "Throttling", "InternalFailure"})
    EXPECT_FALSE(refused(403, code, "x").is_unauthenticated()) << code;
}

TEST(StsFailure, SuggestsLogoutForCachedCredentials) {
  auto context = kOps;
  context.access_key_id = "ASIACACHED";
  context.has_token = true;
  EXPECT_NE(explain(refused(403, "InvalidClientTokenId", "x"), context).hint.find("latchkey logout -p ops"),
            std::string::npos);
  EXPECT_NE(explain(refused(403, "ExpiredToken", "x"), context).hint.find("latchkey logout -p ops"),
            std::string::npos);
}

TEST(StsFailure, EscapesControlCharactersOfAReply) {
  const auto error = explain(refused(403, "Odd\x1b[31m", "line\nline\x07"), kOps);
  EXPECT_EQ(error.message.find('\x1b'), std::string::npos);
  EXPECT_EQ(error.message.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
