// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/child.hpp"
#include "platform/dialogue.hpp"
#include "platform/files.hpp"
#include "platform/helper_process.hpp"
#include "platform/own_program.hpp"
#include "platform/process.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

/// tests/unit/support/stand_in_windows.cpp, which lies beside this test.
std::string stand_in() {
  return files::join(files::folder_of(own_program().value_or("")), "latchkey-stand-in.exe");
}

Environment plain() {
  auto environment = Environment::of_this_process();
  environment.set("PATH", files::folder_of(stand_in()));
  return environment;
}

std::string lines(const Words& words) {
  std::string text;
  for (const auto& word : words) text += word + '\n';
  return text;
}

// Each is a trap for one of the ways in which a line is taken apart.
const Words kTraps = {"",
                      "a b",
                      "a\"b",
                      "\"",
                      "\\",
                      "a\\",
                      "a b\\",
                      "a\\\"b",
                      "%PATH%",
                      "a&b",
                      "a|b>c",
                      "a^b",
                      "(a)",
                      "!a!",
                      "\xC3\xA9\xE6\x97\xA5",
                      "--key=a;b,c",
                      "a\tb",
                      "*",
                      "%cd:~,%",
                      "a%"};

TEST(ProcessOfWindows, GetsItsArgumentsAsTheyAre) {
  auto words = kTraps;
  words.insert(words.begin(), {stand_in(), "arguments"});
  words.emplace_back("two\nlines");
  const auto output = run_captured(words, plain());
  ASSERT_TRUE(output) << output.error().detail;
  words.erase(words.begin(), words.begin() + 2);
  EXPECT_EQ(output->out, lines(words));
  EXPECT_EQ(output->status, 0);
}

TEST(ProcessOfWindows, OutputAndStatusAreCaptured) {
  const auto output = run_captured({stand_in(), "much"}, plain());
  ASSERT_TRUE(output);
  EXPECT_EQ(output->out.size(), 500000U);
  EXPECT_EQ(output->err.size(), 800000U);
  EXPECT_EQ(run_captured({stand_in(), "status", "7"}, plain())->status, 7);
  const auto little = run_captured({stand_in(), "much"}, plain(), 1000);
  EXPECT_EQ(little->out.size(), 1000U);
  EXPECT_EQ(little->err.size(), 1000U);
}

TEST(ProcessOfWindows, IsFoundOnPathWithoutItsEnding) {
  const auto output = run_captured({"latchkey-stand-in", "arguments", "x"}, plain());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "x\n");
  EXPECT_FALSE(look_for_program("latchkey-stand-in", plain()));
  EXPECT_FALSE(look_for_program("LATCHKEY-stand-in.EXE", plain()));
  EXPECT_TRUE(finds_own_program(own_program().value(), plain()));
  EXPECT_FALSE(finds_own_program("latchkey-stand-in", plain()));
}

TEST(ProcessOfWindows, ThatIsNotThereIsNamed) {
  for (const std::string name : {"no-such-program", "C:\\nowhere\\program.exe", ""}) {
    const auto output = run_captured({name}, plain());
    ASSERT_FALSE(output) << name;
    EXPECT_FALSE(output.error().found) << name;
    EXPECT_NE(output.error().detail.find(name), std::string::npos) << output.error().detail;
  }
}

TEST(ProcessOfWindows, IsNotLookedForInTheCurrentFolder) {
  auto environment = plain();
  environment.set("PATH", "C:\\nowhere");
  EXPECT_TRUE(look_for_program("latchkey-stand-in", environment));
}

TEST(ProcessOfWindows, ThatIsNoProgramIsFoundAndFails) {
  const test::TemporaryFolder folder;
  folder.write("broken.exe", "this is none");
  const auto output = run_captured({files::join(folder.path(), "broken.exe")}, plain());
  ASSERT_FALSE(output);
  EXPECT_TRUE(output.error().found) << output.error().detail;
}

TEST(ProcessOfWindows, HasTheVariablesThatAreGivenAndNoOthers) {
  Environment environment;
  environment.set("LATCHKEY_TEST", "\xC3\xA9=b");
  const auto output = run_captured({stand_in(), "variable", "LATCHKEY_TEST"}, environment);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "\xC3\xA9=b\n");
  EXPECT_EQ(run_captured({stand_in(), "variable", "USERPROFILE"}, environment)->out, "(not set)\n");
}

TEST(ProcessOfWindows, RunsBesideAndTellsItsStatus) {
  bool is_started = false;
  const auto end = run_beside({stand_in(), "status", "9"}, plain(), [&] { is_started = true; });
  ASSERT_TRUE(end) << end.error().detail;
  EXPECT_TRUE(is_started);
  EXPECT_EQ(end->status, 9);
  EXPECT_EQ(end->signal, 0);
}

TEST(ProcessOfWindows, HelpsUntilItIsNotNeeded) {
  const auto began = std::chrono::steady_clock::now();
  {
    HelperProcess helper(stand_in(), {stand_in(), "sleep"}, plain(), HelperProcess::Terminal::none);
    EXPECT_TRUE(helper.runs());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
  HelperProcess none("C:\\nowhere.exe", {"x"}, plain(), HelperProcess::Terminal::none);
  EXPECT_FALSE(none.runs());
}

TEST(DialogueOfWindows, AnswersAndEnds) {
  auto dialogue = Dialogue::start({stand_in(), "talk"}, plain(), Deadline(20s), Dialogue::Errors::kept);
  ASSERT_TRUE(dialogue) << dialogue.error().detail;
  Secret line;
  for (const std::string word : {"one", "two"}) {
    EXPECT_TRUE(dialogue->say(word));
    ASSERT_EQ(dialogue->read_line(line), Dialogue::Heard::line);
    EXPECT_EQ(line.reveal(), "got " + word);
  }
  EXPECT_TRUE(dialogue->say("bye"));
  const auto ending = dialogue->finish();
  EXPECT_EQ(ending.how, Dialogue::Heard::end);
  EXPECT_EQ(ending.status, 3);
}

TEST(DialogueOfWindows, ItsInputEndsWithTheQuestion) {
  auto dialogue = Dialogue::start({stand_in(), "talk"}, plain(), Deadline(20s), Dialogue::Errors::kept);
  ASSERT_TRUE(dialogue);
  const auto ending = dialogue->finish();
  EXPECT_EQ(ending.how, Dialogue::Heard::end);
  EXPECT_EQ(ending.status, 4);
  EXPECT_EQ(ending.out.reveal(), "end\n");
}

TEST(DialogueOfWindows, IsEndedWhenItTakesTooLong) {
  const auto began = std::chrono::steady_clock::now();
  {
    auto dialogue = Dialogue::start({stand_in(), "sleep"}, plain(), Deadline(300ms), Dialogue::Errors::shown);
    ASSERT_TRUE(dialogue);
    Secret line;
    EXPECT_EQ(dialogue->read_line(line), Dialogue::Heard::late);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(DialogueOfWindows, SaysNoMoreThanAnybodyWould) {
  auto dialogue = Dialogue::start({stand_in(), "much"}, plain(), Deadline(20s), Dialogue::Errors::kept);
  ASSERT_TRUE(dialogue);
  EXPECT_EQ(dialogue->finish().how, Dialogue::Heard::too_long);
}

/// A .cmd file that hands its arguments on. None has a % in it: wine's cmd.exe does not know %cd:~,%.
TEST(ProcessOfWindows, ThatIsAScriptGetsItsArgumentsAsTheyAre) {
  const test::TemporaryFolder folder;
  folder.write("my tool.cmd", "@\"" + stand_in() + "\" arguments %*\r\n");
  auto environment = plain();
  environment.set("PATH", folder.path());
  Words words = {"my tool", "a", "a b", "", "a\"b", "a&b", "a|b>c", "(a)", "a^b"};
  const auto output = run_captured(words, environment);
  ASSERT_TRUE(output) << output.error().detail;
  words.erase(words.begin());
  EXPECT_EQ(output->out, lines(words));
  EXPECT_FALSE(run_captured({"my tool", "two\nlines"}, environment));
}

}  // namespace
}  // namespace latchkey
