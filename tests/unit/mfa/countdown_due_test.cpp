// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mfa/mfa_code.hpp"
#include "mfa/used_codes.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kEndpoint = "aws";
constexpr const char* kDevice = "arn:aws:iam::111111111111:mfa/ada";

/// The test's clock is at the start of a device's window of 30 seconds.
TEST(CountdownDue, OnlyInTheWindowOfAUsedCode) {
  TestHost test;
  const auto due = [&](const char* device = kDevice) {
    return UsedCodes(test.host(), kEndpoint, device).next_code_in();
  };
  EXPECT_EQ(due(), std::nullopt) << "no code was spent";
  test.clock += 5s;
  const Host host = test.host();
  ASSERT_TRUE(UsedCodes(host, kEndpoint, kDevice).mark_used(Secret("123456")));
  EXPECT_EQ(due(), 25s);
  EXPECT_EQ(due("arn:aws:iam::111111111111:mfa/bob"), std::nullopt) << "another device shows another code";
  test.clock += 24s;
  EXPECT_EQ(due(), 1s);
  test.clock += 500ms;
  EXPECT_EQ(due(), 1s) << "rounded up";
  test.clock += 500ms;
  EXPECT_EQ(due(), std::nullopt) << "the next window has begun";
  test.clock -= 31s;
  EXPECT_EQ(due(), std::nullopt) << "the window before";
}

TEST(CountdownDue, NotForAReleasedCode) {
  TestHost test;
  const Host host = test.host();
  UsedCodes spent(host, kEndpoint, kDevice);
  ASSERT_TRUE(spent.mark_used(Secret("123456")));
  ASSERT_TRUE(spent.unmark_used(Secret("123456")));
  EXPECT_EQ(spent.next_code_in(), std::nullopt);
}

TEST(CountdownDue, PromptShowsACountdownAfterACodeOfThisWindowOnly) {
  TestHost test;
  test.env.set("TERM", "xterm");
  CodeQuestion question;
  question.profile = "ops";
  question.device = kDevice;
  question.endpoint = kEndpoint;
  const auto ask = [&](const char* code) {
    test.answers = {code};
    const auto rejecting = [](const Secret&) -> CredentialsResult {
      ServiceFailure refused;
      refused.sent = true;
      return tl::unexpected(refused);
    };
    const auto done = call_with_code(
        test.host(), question, {}, [] { return true; }, rejecting, [] { return false; });
    EXPECT_TRUE(done && *done && !**done);
    return test.questions.back().next_code_in;
  };
  EXPECT_EQ(ask("111111"), 0s);
  test.clock += 10s;
  EXPECT_EQ(ask("222222"), 20s);
  test.clock += 20s;
  EXPECT_EQ(ask("333333"), 0s) << "the device shows a code of its own";
}

}  // namespace
}  // namespace latchkey::test
