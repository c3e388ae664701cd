// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "platform/system/clock.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

TEST(ClockOfWindows, LocalTimeNamesTheDayIfItIsAnotherAndTheDateWithTheOffsetIfItIsFar) {
  // In March, and in the zone's standard time wherever that is; 12:00 there on Sunday 2026-03-01.
  const auto noon = TimePoint(std::chrono::seconds(1772366400)) - local_zone().standard_offset;
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local_zone().standard_offset).count();
  std::array<char, 16> offset_text{};
  std::snprintf(offset_text.data(), offset_text.size(), "UTC%c%02d:%02d", minutes < 0 ? '-' : '+',
                static_cast<int>(std::abs(minutes) / 60), static_cast<int>(std::abs(minutes) % 60));
  const std::string offset = offset_text.data();
  EXPECT_EQ(local_time_text(noon, noon), "12:00");
  EXPECT_EQ(local_time_text(noon + 11h + 59min, noon), "23:59");
  EXPECT_EQ(local_time_text(noon + 12h, noon), "Mon 00:00");
  EXPECT_EQ(local_time_text(noon + 5 * 24h, noon), "Fri 12:00");
  EXPECT_EQ(local_time_text(noon + 7 * 24h, noon), "2026-03-08 12:00 " + offset);
  EXPECT_EQ(local_time_text(noon - 7 * 24h, noon), "2026-02-22 12:00 " + offset);
  EXPECT_EQ(local_clock_text(noon + 3s), "12:00:03");
}

TEST(ClockOfWindows, ZonesHaveNames) {
  EXPECT_FALSE(local_zone().standard_name.empty());
  EXPECT_LE(std::chrono::abs(local_zone().standard_offset), 14h);
}

}  // namespace
}  // namespace latchkey
