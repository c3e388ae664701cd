// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_info.hpp"

#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "platform/process/subprocess.hpp"
#include "unit/support/programs.hpp"

namespace latchkey {
namespace {

using Words = std::vector<std::string>;

TEST(Caller, IsTheProgramAndItsScriptOrSubcommand) {
  EXPECT_EQ(caller_text({"/usr/bin/python3", "/home/ada/deploy.py", "--token", "x"}), "python3 deploy.py");
  EXPECT_EQ(caller_text({"terraform", "apply"}), "terraform apply");
  EXPECT_EQ(caller_text({"/opt/idea"}), "idea");
  EXPECT_EQ(caller_text({"-bash"}), "bash");
  EXPECT_EQ(caller_text({"python3", "-u", "-X", "dev", "deploy.py"}), "python3");
  EXPECT_EQ(caller_text({"python3", "-u", "deploy.py", "x"}), "python3 deploy.py");
  EXPECT_EQ(caller_text({}), "");
}

TEST(Caller, HidesPossibleSecretsInArguments) {
  EXPECT_EQ(caller_text({"tool", "--password", "hunter2", "deploy.py"}), "tool");
  EXPECT_EQ(caller_text({"python3", "-c", "key = 'secret'"}), "python3");
  EXPECT_EQ(caller_text({"tool", "pass word"}), "tool");
  EXPECT_EQ(caller_text({"tool", std::string(200, 'x')}), "tool");
  EXPECT_EQ(caller_text({"nginx: master process"}), "");
  EXPECT_EQ(caller_text({"\x1b[31mred"}), "");
}

TEST(Caller, SkipsAShellThatRunsOneCommand) {
  EXPECT_TRUE(is_shell_layer({"/bin/sh", "-c", "latchkey process"}));
  EXPECT_TRUE(is_shell_layer({"bash", "-lc", "latchkey process"}));
  EXPECT_FALSE(is_shell_layer({"sh", "deploy.sh", "x"}));
  EXPECT_FALSE(is_shell_layer({"bash"}));
  EXPECT_FALSE(is_shell_layer({"python3", "-c", "x"}));
}

}  // namespace
}  // namespace latchkey

namespace latchkey::test {
namespace {

TEST(ExecutablePath, IsAnAbsolutePathToAFile) {
  const auto path = own_program();
  ASSERT_TRUE(path);
  EXPECT_TRUE(std::filesystem::path(*path).is_absolute()) << *path;
  EXPECT_TRUE(files::is_file(*path));
}

TEST(ExecutablePath, IsRejectedElsewhere) {
  const auto path = own_program().value();
  auto environment = plain_environment();
  EXPECT_TRUE(finds_own_program(path, environment));
  environment.set("PATH", files::folder_of(path));
  EXPECT_TRUE(finds_own_program(path_text::name_of(path), environment));
  environment.set("PATH", files::join(files::folder_of(path), "none"));
  EXPECT_FALSE(finds_own_program(path_text::name_of(path), environment));
  EXPECT_FALSE(finds_own_program("no-such-program", environment));
}

const ChildBody kSaysItsCaller("says-its-caller", [](const Words&) {
  std::puts(caller_name().c_str());
  return 0;
});

TEST(Caller, IsTheParentProgram) {
  const auto output = run_captured(kSaysItsCaller.words(), Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out.view().rfind("latchkey-unit", 0), 0U) << output->out.view();
}

}  // namespace
}  // namespace latchkey::test
