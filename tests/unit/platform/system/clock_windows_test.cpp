// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/system/clock.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(ClockOfWindows, LocalTimeNamesTheDayIfItIsAnotherAndTheDateIfItIsFar) {
  // In March, and in the zone's standard time wherever that is; 12:00 there on Sunday 2026-03-01.
  const auto noon = TimePoint(std::chrono::seconds(1772366400)) - local_zone().standard_offset;
  EXPECT_EQ(local_time_text(noon, noon), "12:00");
  EXPECT_EQ(local_time_text(noon + 11h + 59min, noon), "23:59");
  EXPECT_EQ(local_time_text(noon + 12h, noon), "Mon 00:00");
  EXPECT_EQ(local_time_text(noon + 5 * 24h, noon), "Fri 12:00");
  EXPECT_EQ(local_time_text(noon + 7 * 24h, noon), "2026-03-08 12:00");
  EXPECT_EQ(local_time_text(noon - 7 * 24h, noon), "2026-02-22 12:00");
  EXPECT_EQ(local_clock_text(noon + 3s), "12:00:03");
}

TEST(ClockOfWindows, ZonesHaveNames) {
  EXPECT_FALSE(local_zone().standard_name.empty());
  EXPECT_LE(std::chrono::abs(local_zone().standard_offset), 14h);
}

}  // namespace
}  // namespace latchkey
