// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mfa/mfa_code.hpp"
#include "mfa/used_codes.hpp"
#include "unit/support/test_host.hpp"

// A process that is stopped at its prompt until another process takes the device's lock.
namespace latchkey::test {
namespace {

struct LostLock : testing::Test {
  TestHost test;
  int sent = 0, holds_for = 0;
  bool is_there = false;
  ServiceFailure failure;

  Result<std::optional<CredentialsResult>> call() {
    test.answers = {"123456"};
    CodeQuestion question;
    question.profile = "ops";
    question.device = "arn:aws:iam::111111111111:mfa/ada";
    question.endpoint = "aws";
    const auto send = [this](const Secret&) -> CredentialsResult {
      ++sent;
      return tl::unexpected(failure);
    };
    return call_with_code(
        test.host(), question, {}, [this] { return holds_for-- > 0; }, send, [this] { return is_there; });
  }
};

TEST_F(LostLock, SendsNoCode) {
  for (const int checks : {0, 1}) {
    holds_for = checks;
    const auto done = call();
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().cause, Cause::prompt_cancelled);
  }
  EXPECT_EQ(sent, 0);
}

TEST_F(LostLock, UsesTheResultOfTheOtherProcess) {
  is_there = true;
  const auto done = call();
  ASSERT_TRUE(done);
  EXPECT_FALSE(*done);
  EXPECT_EQ(sent, 0);
}

TEST_F(LostLock, SendsTheCodeWhileItHoldsTheLock) {
  holds_for = 2;
  EXPECT_TRUE(call());
  EXPECT_EQ(sent, 1);
}

TEST_F(LostLock, ForgetsACodeThatWasNotCheckedWhileItHoldsTheLock) {
  const auto is_spent = [this] {
    return UsedCodes(test.host(), "aws", "arn:aws:iam::111111111111:mfa/ada")
        .spent_at(Secret("123456"))
        .has_value();
  };
  holds_for = 3;
  failure.code = "SignatureDoesNotMatch";
  EXPECT_TRUE(call());
  EXPECT_FALSE(is_spent());
  holds_for = 2;
  EXPECT_TRUE(call());
  EXPECT_TRUE(is_spent()) << "another process may have noted a code since";
}

TEST_F(LostLock, RemembersACodeThatSTSMayHaveChecked) {
  for (const auto* code : {"", "AccessDenied", "Throttling"}) {
    failure.code = code;
    test.clock += std::chrono::minutes{10};
    holds_for = 3;
    EXPECT_TRUE(call());
    EXPECT_TRUE(UsedCodes(test.host(), "aws", "arn:aws:iam::111111111111:mfa/ada").spent_at(Secret("123456")))
        << code;
  }
}

}  // namespace
}  // namespace latchkey::test
