// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompt_pause.hpp"

#include <gtest/gtest.h>

#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

using namespace std::chrono_literals;

class PromptPauseTest : public ::testing::Test {
 protected:
  std::optional<std::chrono::microseconds> left() {
    const auto pause = PromptPause(host, "test", "device", {30s, 100s, 600s}).current();
    return pause ? std::optional(pause->left) : std::nullopt;
  }
  void add() { PromptPause(host, "test", "device", {30s, 100s, 600s}).add(); }

  TestHost machine;
  Host host = machine.host();
};

TEST_F(PromptPauseTest, DoublesUpToTheLongestPause) {
  EXPECT_EQ(left(), std::nullopt);
  for (const auto expected : {30s, 60s, 100s, 100s}) {
    add();
    EXPECT_EQ(left(), expected);
  }
  machine.clock += 100s;
  EXPECT_EQ(left(), std::nullopt);
}

TEST_F(PromptPauseTest, ForgetsOldPrompts) {
  add();
  add();
  machine.clock += 601s;
  add();
  EXPECT_EQ(left(), 30s);
}

TEST_F(PromptPauseTest, ResetEndsThePause) {
  add();
  PromptPause(host, "test", "device", {30s, 100s, 600s}).reset();
  EXPECT_EQ(left(), std::nullopt);
}

TEST_F(PromptPauseTest, IsSeparateForEachSubject) {
  add();
  EXPECT_FALSE(PromptPause(host, "test", "other", {30s, 100s, 600s}).current());
}

TEST_F(PromptPauseTest, IgnoresATimeInTheFuture) {
  add();
  machine.clock -= 1h;
  EXPECT_EQ(left(), std::nullopt);
}

}  // namespace
}  // namespace latchkey::test
