// SPDX-License-Identifier: Apache-2.0
// Not on Windows: TZ does not select a zone there; clock_windows_test.cpp tests the zone of the machine.
#include <cstdlib>
#include <ctime>

#include <gtest/gtest.h>

#include "platform/system/clock.hpp"

namespace latchkey {
namespace {

using namespace std::chrono_literals;

/// Sets the time zone of the machine while it exists.
class In {
 public:
  explicit In(const char* zone) {
    if (const char* was = std::getenv("TZ")) before_ = was;
    setenv("TZ", zone, 1);
    tzset();
  }
  In(const In&) = delete;
  In& operator=(const In&) = delete;
  ~In() {
    if (before_.empty()) {
      unsetenv("TZ");
    } else {
      setenv("TZ", before_.c_str(), 1);
    }
    tzset();
  }

 private:
  std::string before_;
};

// Python 3.11's time.tzname, -time.timezone and -time.altzone.
struct Expected {
  const char* zone;
  const char* standard;
  const char* daylight;
  std::chrono::seconds standard_offset, daylight_offset;
};

TEST(Clock, ZonesMatchPython) {
  for (const auto& expected :
       {Expected{"America/New_York", "EST", "EDT", -5h, -4h}, Expected{"Asia/Tokyo", "JST", "JST", 9h, 9h},
        Expected{"Australia/Lord_Howe", "+1030", "+11", 10h + 30min, 11h},
        Expected{"Europe/Dublin", "GMT", "IST", 0h, 1h}, Expected{"UTC", "UTC", "UTC", 0h, 0h},
        Expected{"XXX-3YYY-5,M3.2.0,M11.1.0", "XXX", "YYY", 3h, 5h}}) {
    const In place(expected.zone);
    const auto zone = local_zone();
    EXPECT_EQ(zone.standard_name, expected.standard) << expected.zone;
    EXPECT_EQ(zone.daylight_name, expected.daylight) << expected.zone;
    EXPECT_EQ(zone.standard_offset, expected.standard_offset) << expected.zone;
    EXPECT_EQ(zone.daylight_offset, expected.daylight_offset) << expected.zone;
  }
}

TEST(Clock, LocalTimeNamesTheDayIfItIsAnotherAndTheDateWithTheZoneIfItIsFar) {
  const In place("XXX-9");
  const TimePoint noon(std::chrono::seconds(1772323200));  // 2026-03-01T00:00Z, a Sunday; 09:00 there
  EXPECT_EQ(local_time_text(noon, noon), "09:00");
  EXPECT_EQ(local_time_text(noon + 14h + 59min + 59s, noon), "23:59");
  EXPECT_EQ(local_time_text(noon + 15h, noon), "Mon 00:00");
  EXPECT_EQ(local_time_text(noon + 5 * 24h, noon), "Fri 09:00");
  EXPECT_EQ(local_time_text(noon + 7 * 24h, noon), "2026-03-08 09:00 XXX");
  EXPECT_EQ(local_time_text(noon - 7 * 24h, noon), "2026-02-22 09:00 XXX");
  EXPECT_EQ(local_time_text(noon + 365 * 24h, noon), "2027-03-01 09:00 XXX");
}

}  // namespace
}  // namespace latchkey
