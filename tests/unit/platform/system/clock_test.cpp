// SPDX-License-Identifier: Apache-2.0
#include "platform/system/clock.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(Clock, NowMatchesTheSystemTime) {
  const auto difference = system_now() - std::chrono::system_clock::now();
  EXPECT_LT(difference, 5s);
  EXPECT_GT(difference, -5s);
}

}  // namespace
}  // namespace latchkey
