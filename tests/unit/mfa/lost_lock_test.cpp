// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mfa/mfa_code.hpp"
#include "unit/support/test_host.hpp"

// A process that was stopped at its prompt, until another process took the lock of the device.
namespace latchkey::test {
namespace {

struct LostLock : testing::Test {
  TestHost test;
  int sent = 0, holds_for = 0;
  bool is_there = false;

  Result<std::optional<CredentialsResult>> call() {
    test.answers = {"123456"};
    CodeQuestion question;
    question.profile = "ops";
    question.device = "arn:aws:iam::111111111111:mfa/ada";
    question.endpoint = "aws";
    const auto send = [this](const Secret&) -> CredentialsResult {
      ++sent;
      return tl::unexpected(ServiceFailure{});
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

}  // namespace
}  // namespace latchkey::test
