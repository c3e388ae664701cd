// SPDX-License-Identifier: Apache-2.0
#include "platform/process/executable_path.hpp"

#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "platform/process/parent_process.hpp"
#include "platform/process/process.hpp"
#include "unit/support/programs.hpp"

namespace latchkey::test {
namespace {

TEST(OwnProgram, IsAnAbsolutePathToAFile) {
  const auto path = own_program();
  ASSERT_TRUE(path);
  EXPECT_TRUE(std::filesystem::path(*path).is_absolute()) << *path;
  EXPECT_TRUE(files::is_file(*path));
}

TEST(OwnProgram, IsFoundWhereItIsAndNowhereElse) {
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

TEST(Caller, IsTheProgramThatStartedThisOne) {
  const auto output = run_captured(kSaysItsCaller.words(), Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out.rfind("latchkey-unit", 0), 0U) << output->out;
}

}  // namespace
}  // namespace latchkey::test
