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

}  // namespace
}  // namespace latchkey
