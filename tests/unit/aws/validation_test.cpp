// SPDX-License-Identifier: Apache-2.0
#include "aws/config/validation.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

RoleStep step_with(std::string role_arn) {
  RoleStep step;
  step.profile = "ops";
  step.role_arn = std::move(role_arn);
  return step;
}

TEST(Validation, AcceptsWhatAwsAccepts) {
  for (const auto* arn :
       {"arn:aws:iam::222222222222:role/ops", "arn:aws-cn:iam::222222222222:role/a/b/ops",
        "arn:aws-us-gov:iam::222222222222:role/o", "arn:aws-iso-b:iam::222222222222:role/+=,.@_-",
        "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_0123"})
    EXPECT_TRUE(invalid_values(step_with(arn), false).empty()) << arn;
  for (const auto* serial : {"arn:aws:iam::111111111111:mfa/ada", "arn:aws:iam::111111111111:sms-mfa/ada",
                             "arn:aws:iam::111111111111:mfa/team/ada", "GAHT12345678", "123456789",
                             "arn:aws:iam::111111111111:u2f/user/ada/key-1"}) {
    auto step = step_with("arn:aws:iam::222222222222:role/ops");
    step.mfa_serial = serial;
    EXPECT_TRUE(invalid_values(step, false).empty()) << serial;
  }
}

TEST(Validation, SuggestsTheIntendedValue) {
  const std::string right = "write role_arn = arn:aws:iam::222222222222:role/ops";
  for (const auto* arn :
       {"arn:aws:iam:222222222222:role/ops", "'arn:aws:iam::222222222222:role/ops'",
        "\u201Carn:aws:iam::222222222222:role/ops\u201D", "arn:aws:iam::222222222222:role/ops ; mine",
        "\"arn:aws:iam:222222222222:role/ops\" # mine"}) {
    const auto found = invalid_values(step_with(arn), false);
    ASSERT_EQ(found.size(), 1U) << arn;
    EXPECT_EQ(found.front().fix, right) << arn;
  }
}

TEST(Validation, RejectsInvalidValues) {
  for (const auto* arn : {"ops", "arn:xxx:xxx:xxx:xxxx", "arn:aws:iam::22222222222:role/ops",
                          "arn:aws:iam::2222222222222:role/ops", "arn:aws:iam::222222222222:user/ops",
                          "arn:aws:iam::222222222222:role/", "arn:aws:iam::222222222222:role",
                          "arn:aws:sts::222222222222:assumed-role/ops",
                          "arn:aws:iam:eu-west-1:222222222222:role/ops", "arn:aws:iam::22222222222a:role/ops",
                          "arn:AWS:iam::222222222222:role/ops", "arn:aws:iam::222222222222:role/a b"})
    EXPECT_EQ(invalid_values(step_with(arn), false).size(), 1U) << arn;
}

TEST(Validation, LimitsAChainedRoleToOneHour) {
  auto step = step_with("arn:aws:iam::222222222222:role/ops");
  step.duration_seconds = 43200;
  EXPECT_TRUE(invalid_values(step, false).empty());
  EXPECT_EQ(invalid_values(step, true).size(), 1U);
  step.duration_seconds = 43201;
  EXPECT_EQ(invalid_values(step, false).size(), 1U);
  RolePlan plan;
  step.duration_seconds = 3601;
  plan.steps = {step, step};
  EXPECT_EQ(invalid_values(plan, false).size(), 1U);
  EXPECT_EQ(invalid_values(plan, true).size(), 2U);
}

}  // namespace
}  // namespace latchkey
