// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/countdown.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(Countdown, WithoutTimeThePromptIsPlain) {
  Countdown countdown("code: ", 0s);
  EXPECT_EQ(countdown.show(), "code: ");
  EXPECT_FALSE(countdown.runs());
  EXPECT_EQ(countdown.update(80), "");
}

TEST(Countdown, IsShownBeforeTheColonAndRemovedAtItsEnd) {
  Countdown countdown("code: ", 1s);
  EXPECT_EQ(countdown.show(), "code (next code in 1 s): ");
  EXPECT_TRUE(countdown.runs());
  EXPECT_EQ(countdown.update(80), "");  // still up to date
  std::this_thread::sleep_for(1010ms);
  EXPECT_EQ(countdown.update(0), "");   // the width is unknown
  EXPECT_EQ(countdown.update(25), "");  // it would not fit
  EXPECT_EQ(countdown.update(80), "\rcode: \x1b[K");
  EXPECT_FALSE(countdown.runs());
}

TEST(Countdown, AStarStandsForEachCharacterThatWasTyped) {
  Countdown countdown("code: ", 0s);
  EXPECT_EQ(countdown.show_typed(2, 80), "**");
  EXPECT_EQ(countdown.show_typed(3, 80), "*");
  EXPECT_EQ(countdown.show_typed(1, 80), "\b \b\b \b");
  EXPECT_EQ(countdown.show_typed(1, 80), "");
  EXPECT_EQ(countdown.show_typed(500, 80), std::string(11, '*'));
  EXPECT_EQ(countdown.show(), "code: ");
  EXPECT_EQ(countdown.show_typed(1, 0), "*") << "the prompt was shown anew";
}

TEST(Countdown, StarsStayOnTheirLine) {
  EXPECT_EQ(Countdown("code: ", 0s).show_typed(6, 10), "***");
  EXPECT_EQ(Countdown("0123456789code: ", 0s).show_typed(6, 10), "***");
}

TEST(Countdown, StarsStayWhenTheTimeChanges) {
  Countdown countdown("code: ", 1s);
  countdown.show();
  countdown.show_typed(3, 80);
  std::this_thread::sleep_for(1010ms);
  EXPECT_EQ(countdown.update(27), "") << "it would not fit";
  EXPECT_EQ(countdown.update(80), "\rcode: ***\x1b[K");
}

}  // namespace
}  // namespace latchkey
