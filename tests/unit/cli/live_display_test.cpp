// SPDX-License-Identifier: Apache-2.0
#include "cli/output/live_display.hpp"

#include <gtest/gtest.h>

namespace latchkey::cli {
namespace {

const ScreenSize kScreen{5, 20};

TEST(LiveDisplay, ReplacesThePreviousFrame) {
  LiveDisplay display;
  EXPECT_EQ(display.frame("one\ntwo\n", kScreen), "one\x1b[K\ntwo\x1b[K\n\x1b[J");
  EXPECT_EQ(display.frame("three\n", kScreen), "\r\x1b[2Athree\x1b[K\n\x1b[J");
  EXPECT_EQ(display.frame("", kScreen), "\r\x1b[1A\x1b[J");
}

TEST(LiveDisplay, CountsTheLinesThatDoNotFit) {
  const auto frame = LiveDisplay().frame("1\n2\n3\n4\n5\n6\n", kScreen);
  EXPECT_EQ(frame, "1\x1b[K\n2\x1b[K\n3\x1b[K\n... 3 lines more\x1b[K\n\x1b[J");
}

TEST(LiveDisplay, CutsLinesBetweenCharacters) {
  const auto frame = LiveDisplay().frame("ä\xc3\xb6üü\n", {5, 4});
  EXPECT_EQ(frame, "äöü\x1b[K\n\x1b[J");
}

TEST(LiveDisplay, ColoursHaveNoWidthAndEndWithTheLine) {
  EXPECT_EQ(LiveDisplay().frame("\x1b[31mabc\x1b[0m\n", {5, 4}), "\x1b[31mabc\x1b[0m\x1b[K\n\x1b[J");
  EXPECT_EQ(LiveDisplay().frame("\x1b[31mabcd\x1b[0m\n", {5, 4}), "\x1b[31mabc\x1b[0m\x1b[K\n\x1b[J");
}

}  // namespace
}  // namespace latchkey::cli
