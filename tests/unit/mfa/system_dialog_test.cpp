// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <gtest/gtest.h>

#include "mfa/mfa_code.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using Answer = credential_dialog::Answer;

/// A machine without a terminal, with a system dialog that returns these answers in turn.
class SystemDialog : public ::testing::Test {
 protected:
  SystemDialog() {
    test.env.set("PATH", test.home.path());
    test.env.set("LATCHKEY_TIMEOUT", "20");
    test.env.set("LATCHKEY_ANSWER", "off");
    test.has_terminal = false;
    test.answers = {"000000"};
  }

  std::string code() {
    auto host = test.host();
    host.ask_in_dialog = [this](const credential_dialog::Question& asked, Deadline deadline) {
      EXPECT_GT(deadline.left(), std::chrono::seconds(10));
      shown.push_back(asked);
      auto answer = answers.front();
      answers.erase(answers.begin());
      return answer;
    };
    const auto found = ask_for_code(host, question);
    return found ? found->reveal() : found.error().message;
  }

  test::TestHost test;
  std::vector<Answer> answers = {{Answer::How::entered, Secret("123 456")}};
  std::vector<credential_dialog::Question> shown;
  CodeQuestion question{
      "ops", "arn:aws:iam::222222222222:role/ops", "arn:aws:iam::111111111111:mfa/ada", {}, {}, {}};
};

TEST_F(SystemDialog, ShowsTheRequestAndReturnsTheCode) {
  EXPECT_EQ(code(), "123456");
  ASSERT_EQ(shown.size(), 1U);
  EXPECT_EQ(shown[0].name, "arn:aws:iam::111111111111:mfa/ada");
  EXPECT_EQ(shown[0].text,
            "profile ops, role arn:aws:iam::222222222222:role/ops, for latchkey test\n"
            "Enter MFA code for arn:aws:iam::111111111111:mfa/ada: ");
}

TEST_F(SystemDialog, IsUsedAfterTheTerminal) {
  test.has_terminal = true;
  EXPECT_EQ(code(), "000000");
  EXPECT_TRUE(shown.empty());
}

TEST_F(SystemDialog, PromptsAgainAfterAnInvalidCode) {
  answers.insert(answers.begin(), {Answer::How::entered, Secret("12345")});
  EXPECT_EQ(code(), "123456");
  ASSERT_EQ(shown.size(), 2U);
  EXPECT_TRUE(shown[1].text.starts_with("a code is six digits; nothing was sent\n")) << shown[1].text;
}

TEST_F(SystemDialog, EndsThePromptWhenCancelledOrTimedOut) {
  answers = {{Answer::How::late}, {Answer::How::cancelled}};
  EXPECT_EQ(code(), "no MFA code was entered for arn:aws:iam::111111111111:mfa/ada within 20s");
  EXPECT_EQ(code(), "no MFA code was entered");
}

TEST_F(SystemDialog, IsPostponedLongerAfterEachCancel) {
  using std::chrono::seconds;
  for (const auto pause :
       {seconds(30), seconds(60), seconds(120), seconds(240), seconds(300), seconds(300)}) {
    answers.insert(answers.begin(), {Answer::How::cancelled});
    EXPECT_EQ(code(), "no MFA code was entered");
    test.clock += pause - seconds(1);
    EXPECT_NE(code().find("the next one is shown in 1s at the earliest"), std::string::npos) << pause.count();
    test.clock += seconds(1);
  }
  EXPECT_EQ(code(), "123456");
  answers = {{Answer::How::cancelled}, {Answer::How::entered, Secret("123456")}};
  EXPECT_EQ(code(), "no MFA code was entered");
  test.clock += seconds(30);
  EXPECT_EQ(code(), "123456") << "the code before has ended the series";
}

TEST_F(SystemDialog, FallsBackToTheNextPrompter) {
  answers = {{Answer::How::no_dialog}};
  EXPECT_EQ(code(), "profile ops needs an MFA code, and there is no terminal to ask on");
}

}  // namespace
}  // namespace latchkey
