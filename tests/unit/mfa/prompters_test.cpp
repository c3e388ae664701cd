// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <gtest/gtest.h>

#include "mfa/mfa_code.hpp"
#include "mfa/remote_prompt.hpp"
#include "platform/files/files.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

/// A machine on which every prompter is available and identifies itself; the programs are real, the terminal
/// is fake.
class Prompters : public ::testing::Test {
 protected:
  Prompters() {
    std::filesystem::create_directory(bin());
    test.env.set("PATH", test::search_path(bin()));
    test.env.set("DISPLAY", ":99");
    test.env.set("LATCHKEY_TIMEOUT", "20");
    test.env.set("LATCHKEY_ANSWER", "off");
    test.env.set("LATCHKEY_ASKPASS", program("askpass", {"say 222222"}));
    program("pinentry", {"pin 333333"});
    program("zenity", {"say 444444"});
    question.mfa_process = program("token", {"say 111111"});
    test.answers = {"000000"};
  }

  std::string bin() const { return files::join(test.home.path(), "bin"); }
  std::string program(const std::string& name, const test::Steps& steps) const {
    return test::make_program(bin(), name, steps);
  }
  /// A step that records a program's arguments, and its result.
  std::string tell() const { return "tell " + files::join(test.home.path(), "told"); }
  std::string told() const { return test.home.read("told"); }

  std::string code() {
    const auto answer = ask_for_code(test.host(), question);
    return answer ? answer->reveal() : answer.error().message;
  }

  test::TestHost test;
  CodeQuestion question{
      "ops", "arn:aws:iam::222222222222:role/ops", "arn:aws:iam::111111111111:mfa/ada", {}, {}, {}};
};

TEST_F(Prompters, AreTriedInOrder) {
  EXPECT_EQ(code(), "111111");
  question.mfa_process.reset();
  EXPECT_EQ(code(), "000000");
  test.has_terminal = false;
  EXPECT_EQ(code(), "222222");
  test.env.unset("LATCHKEY_ASKPASS");
  EXPECT_EQ(code(), "333333");
  program("pinentry", {"status 1"});
  EXPECT_EQ(code(), "444444");
  program("zenity", {"status 255"});
  EXPECT_EQ(code(), "profile ops needs an MFA code, and there is no terminal to ask on");
}

TEST_F(Prompters, StopAfterACancellation) {
  question.mfa_process.reset();
  test.answers.clear();  // end of input
  EXPECT_EQ(code(), "no MFA code was entered");
}

TEST_F(Prompters, WarnOnceIfMfaProcessFails) {
  question.mfa_process = program("token", {"say 1111", "status 9"});
  EXPECT_EQ(code(), "000000");
  EXPECT_EQ(test.warnings, std::vector<std::string>{"profile ops: mfa_process failed with status 9"});
}

TEST_F(Prompters, WaitForTheNextCodeBeforeMfaProcess) {
  question.next_code_in = 3s;
  EXPECT_EQ(code(), "111111");
  EXPECT_EQ(test.pauses, (std::vector<std::chrono::milliseconds>{1s, 1s, 1s}));
  EXPECT_EQ(test.notices.size(), 1U);
}

TEST_F(Prompters, ShowACountdownOnTheTerminalOnly) {
  question.mfa_process.reset();
  question.next_code_in = 17s;
  test.env.set("TERM", "xterm");
  code();
  EXPECT_EQ(test.questions.back().next_code_in, 17s);
  EXPECT_EQ(test.questions.back().above,
            "profile ops, role arn:aws:iam::222222222222:role/ops, for latchkey test\n");
  EXPECT_EQ(test.questions.back().prompt, "Enter MFA code for arn:aws:iam::111111111111:mfa/ada: ");

  test.env.set("TERM", "dumb");
  test.answers = {"000000"};
  code();
  EXPECT_EQ(test.questions.back().next_code_in, 0s);
  EXPECT_NE(test.questions.back().above.find("the next one appears in 17 s\n"), std::string::npos);

  test.has_terminal = false;
  test.env.set("LATCHKEY_ASKPASS", program("askpass", {tell(), "say 222222"}));
  EXPECT_EQ(code(), "222222");
  EXPECT_NE(told().find("the next one appears in 17 s\n"), std::string::npos);
}

TEST_F(Prompters, WaitForTheNextCodeOfAnAskpassProgram) {
  question.mfa_process.reset();
  test.has_terminal = false;
  question.next_code_in = 17s;
  EXPECT_EQ(code(), "222222");
  EXPECT_TRUE(test.pauses.empty()) << "a person may know better";
  question.answered_at_once = true;
  EXPECT_EQ(code(), "222222");
  EXPECT_EQ(test.pauses, std::vector<std::chrono::milliseconds>(17, 1s));
}

TEST_F(Prompters, NameNoRoleForTheMfaSessionItself) {
  question.mfa_process.reset();
  question.role_arn.clear();
  code();
  EXPECT_EQ(test.questions.back().above, "profile ops, for latchkey test\n");
}

TEST_F(Prompters, NameTheCallerOfTheProcessCommandOnly) {
  auto host = test.host();
  int asked = 0;
  host.caller = [&] { return ++asked, std::string("python3 deploy.py"); };
  EXPECT_EQ(asked, 0);
  question.mfa_process.reset();
  static_cast<void>(ask_for_code(host, question));
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(
      test.questions.back().above,
      "profile ops, role arn:aws:iam::222222222222:role/ops, for latchkey test, run by python3 deploy.py\n");
}

TEST_F(Prompters, EscapeZenityMarkup) {
  question.mfa_process.reset();
  question.profile = "my_ops\\n";
  test.has_terminal = false;
  test.env.unset("LATCHKEY_ASKPASS");
  program("pinentry", {"status 1"});
  program("zenity", {tell(), "say 444444"});
  EXPECT_EQ(code(), "444444");
  EXPECT_NE(told().find("--text=profile my__ops\\\\n"), std::string::npos);
}

TEST_F(Prompters, OfferARemotePromptOnlyIfAResponderExists) {
  question.mfa_process.reset();
  test.has_terminal = false;
  test.env.set("PATH", "/nowhere");
  test.env.unset("LATCHKEY_ASKPASS");
  test.env.unset("LATCHKEY_ANSWER");
  test.env.set("LATCHKEY_TIMEOUT", "1");
  EXPECT_NE(code().find("there is no terminal"), std::string::npos);

  auto host = test.host();
  host.uuid = [] { return std::string("the-lookout"); };
  const auto responder = announce_responder(host);
  ASSERT_TRUE(responder) << responder.error().message;
  EXPECT_TRUE(has_responder(host));
  EXPECT_EQ(code(), "no MFA code was entered for arn:aws:iam::111111111111:mfa/ada within 1s");
  EXPECT_EQ(test.notices.size(), 1U);
  EXPECT_TRUE(pending_prompts(test.host()).empty());
}

}  // namespace
}  // namespace latchkey
