// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/process/process_info.hpp"
#include "platform/process/subprocess.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey {
namespace {

using Words = std::vector<std::string>;

using test::program_that;
constexpr auto plain = test::plain_environment;

std::string stand_in() {
  return program_that({}).front();
}

Words with(Words words, const Words& arguments) {
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

std::string lines(const Words& words) {
  std::string text;
  for (const auto& word : words) text += word + '\n';
  return text;
}

// Each tests one rule for splitting a line.
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

TEST(ProcessOfWindows, ArgumentsAreUnchanged) {
  auto words = kTraps;
  words.emplace_back("two\nlines");
  const auto output = run_captured(with(program_that({"arguments"}), words), plain());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, lines(words));
  EXPECT_EQ(output->status, 0);
}

TEST(ProcessOfWindows, IsFoundOnPathWithoutAnExtension) {
  const auto output = run_captured({"latchkey-stand-in", "say x"}, plain());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "x\n");
  EXPECT_FALSE(look_for_program("latchkey-stand-in", plain()));
  EXPECT_FALSE(look_for_program("LATCHKEY-stand-in.EXE", plain()));
  EXPECT_TRUE(finds_own_program(own_program().value(), plain()));
  EXPECT_FALSE(finds_own_program("latchkey-stand-in", plain()));
}

TEST(ProcessOfWindows, CurrentFolderIsNotSearched) {
  auto environment = plain();
  environment.set("PATH", "C:\\nowhere");
  EXPECT_TRUE(look_for_program("latchkey-stand-in", environment));
}

TEST(ProcessOfWindows, FailsIfAFileIsNotAProgram) {
  const test::TemporaryFolder folder;
  folder.write("broken.exe", "this is none");
  const auto output = run_captured({files::join(folder.path(), "broken.exe")}, plain());
  ASSERT_FALSE(output);
  EXPECT_TRUE(output.error().found) << output.error().detail;
}

TEST(ProcessOfWindows, EnvironmentIsReplaced) {
  Environment environment;
  environment.set("LATCHKEY_TEST", "\xC3\xA9=b");
  const auto output = run_captured({stand_in(), "variable LATCHKEY_TEST"}, environment);
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "\xC3\xA9=b\n");
  EXPECT_EQ(run_captured({stand_in(), "variable USERPROFILE"}, environment)->out, "(not set)\n");
}

/// A .cmd file that passes on its arguments. None contains %, because wine's cmd.exe does not support
/// %cd:~,%.
TEST(ProcessOfWindows, ScriptArgumentsAreUnchanged) {
  const test::TemporaryFolder folder;
  folder.write("my tool.cmd", "@\"" + stand_in() + "\" arguments -- %*\r\n");
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
