// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// The machine's wall clock.
TimePoint system_now();

/// A zone name of this machine in timestamps ("JST"), with its offset from UTC.
struct LocalZone {
  std::string standard_name, daylight_name;
  std::chrono::seconds standard_offset{0}, daylight_offset{0};
};
LocalZone local_zone();

/// "14:04" in the machine's zone, with the day in front ("Tue 14:04") when it is not the day of `now`,
/// and the date and the zone ("2026-03-01 14:04 CET"; on Windows "UTC+01:00") when that day's name could be
/// another week's.
std::string local_time_text(TimePoint when, TimePoint now);
/// "14:04:05" in the machine's zone.
std::string local_clock_text(TimePoint when);

}  // namespace latchkey
