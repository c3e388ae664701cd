// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/passthrough_args.hpp"

#include <gtest/gtest.h>

namespace latchkey::cli {
namespace {

using Words = std::vector<std::string>;

/// The words removed from a command line of `exec`, and of `login`, which has no program.
Words taken(Words& words) {
  CLI::App app;
  std::string profile;
  for (const auto* name : {"exec", "login"}) app.add_subcommand(name)->add_option("-p,--profile", profile);
  return take_program(app, words);
}

TEST(PassthroughArgs, FollowTheFirstDoubleDash) {
  Words words = {"exec", "-p", "ops", "--", "aws", "--profile", "x", "--"};
  EXPECT_EQ(taken(words), (Words{"aws", "--profile", "x", "--"}));
  EXPECT_EQ(words, (Words{"exec", "-p", "ops"}));
}

TEST(PassthroughArgs, BeginWithTheFirstWordThatIsNotAnOption) {
  Words words = {"exec", "-p", "ops", "aws", "-p", "x"};
  EXPECT_EQ(taken(words), (Words{"aws", "-p", "x"}));
  EXPECT_EQ(words, (Words{"exec", "-p", "ops"}));
}

TEST(PassthroughArgs, AreForExecOnly) {
  Words words = {"login", "-p", "ops", "extra"};
  EXPECT_EQ(taken(words), Words());
  EXPECT_EQ(words, (Words{"login", "-p", "ops", "extra"}));
}

}  // namespace
}  // namespace latchkey::cli
