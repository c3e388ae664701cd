// SPDX-License-Identifier: Apache-2.0
#include "platform/process/child.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "platform/process/helper_process.hpp"
#include "unit/support/programs.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

TEST(Child, RunsBesideAndTellsItsStatus) {
  bool is_started = false;
  const auto end =
      run_supervised(program_that({"status 9"}), plain_environment(), [&] { is_started = true; });
  ASSERT_TRUE(end) << end.error().detail;
  EXPECT_TRUE(is_started);
  EXPECT_EQ(end->status, 9);
  EXPECT_EQ(end->signal, 0);
}

TEST(Child, ThatCannotBeStartedHasNotBegun) {
  bool is_started = false;
  const auto end = run_supervised({"no-such-program"}, plain_environment(), [&] { is_started = true; });
  ASSERT_FALSE(end);
  EXPECT_FALSE(end.error().found);
  EXPECT_FALSE(is_started);
}

const ChildBody kBeside("beside", [](const Words& words) {
  const auto end = run_supervised(words, plain_environment(), [] {});
  return end ? end->status : 99;
});

TEST(Child, HasTheStandardStreamsOfThisProcess) {
  auto words = kBeside.words();
  for (const auto& word : program_that({"say out", "complain err", "status 3"})) words.push_back(word);
  const auto output = run_captured(words, Environment::of_this_process());
  ASSERT_TRUE(output) << output.error().detail;
  EXPECT_EQ(output->out, "out\n");
  EXPECT_EQ(output->err, "err\n");
  EXPECT_EQ(output->status, 3);
}

TEST(HelperProcess, RunsUntilItIsNotNeeded) {
  const TemporaryFolder folder;
  const auto path = make_program(folder.path(), "helper", {"sleep"});
  const auto began = std::chrono::steady_clock::now();
  {
    HelperProcess helper(path, {path}, plain_environment(), HelperProcess::Terminal::none);
    EXPECT_TRUE(helper.runs());
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, 10s);
}

TEST(HelperProcess, ThatCannotBeStartedHasEnded) {
  const TemporaryFolder folder;
  HelperProcess none(folder.path() + "/none", {"x"}, plain_environment(), HelperProcess::Terminal::none);
  EXPECT_FALSE(none.runs());
}

}  // namespace
}  // namespace latchkey::test
