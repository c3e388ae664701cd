// SPDX-License-Identifier: Apache-2.0
#include "platform/system/clock.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <windows.h>

#include "platform/system/windows/utf16.hpp"

namespace latchkey {
namespace {

// 1601-01-01 to 1970-01-01.
constexpr std::chrono::seconds kEpoch{11'644'473'600};

using Ticks = std::chrono::duration<unsigned long long, std::ratio<1, 10'000'000>>;

/// The fields of a time in the machine's zone, by the rules of the zone for that year.
SYSTEMTIME local_fields(TimePoint when) {
  const auto since = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch() + kEpoch;
  const auto ticks = std::chrono::duration_cast<Ticks>(since).count();
  const FILETIME file_time{static_cast<DWORD>(ticks), static_cast<DWORD>(ticks >> 32U)};
  SYSTEMTIME utc{};
  SYSTEMTIME local{};
  FileTimeToSystemTime(&file_time, &utc);
  TIME_ZONE_INFORMATION rules{};
  const bool known = GetTimeZoneInformationForYear(utc.wYear, nullptr, &rules) != 0 &&
                     SystemTimeToTzSpecificLocalTime(&rules, &utc, &local) != 0;
  return known ? local : utc;
}

/// A zone's full name from the C runtime, as in Python.
std::string name_of(const wchar_t* name) {
  return windows::narrow(name);
}

bool is_same_day(const SYSTEMTIME& a, const SYSTEMTIME& b) {
  return a.wYear == b.wYear && a.wMonth == b.wMonth && a.wDay == b.wDay;
}

/// Of the zone from UTC.
std::chrono::minutes offset_at(TimePoint when, const SYSTEMTIME& local) {
  FILETIME file_time{};
  SystemTimeToFileTime(&local, &file_time);
  const Ticks ticks(ULONGLONG{file_time.dwHighDateTime} << 32U | file_time.dwLowDateTime);
  const auto as_utc = std::chrono::duration_cast<std::chrono::minutes>(ticks) - kEpoch;
  return std::chrono::duration_cast<std::chrono::minutes>(
      as_utc - std::chrono::floor<std::chrono::minutes>(when).time_since_epoch());
}

}  // namespace

TimePoint system_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

LocalZone local_zone() {
  DYNAMIC_TIME_ZONE_INFORMATION info{};
  GetDynamicTimeZoneInformation(&info);
  const auto offset = [&](LONG bias) { return std::chrono::minutes(-(info.Bias + bias)); };
  const bool has_summer = info.DaylightDate.wMonth != 0;
  LocalZone zone;
  zone.standard_name = name_of(static_cast<const wchar_t*>(info.StandardName));
  zone.daylight_name = name_of(static_cast<const wchar_t*>(info.DaylightName));
  zone.standard_offset = offset(info.StandardBias);
  zone.daylight_offset = has_summer ? offset(info.DaylightBias) : zone.standard_offset;
  return zone;
}

std::string local_time_text(TimePoint when, TimePoint now) {
  // Not the system's names, because all messages are in English.
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const auto fields = local_fields(when);
  // Six days, because the seventh has the weekday of `now` again.
  const bool is_near = std::chrono::abs(when - now) < std::chrono::days{6};
  std::array<char, 48> text{};
  if (is_same_day(fields, local_fields(now))) {
    std::snprintf(text.data(), text.size(), "%02u:%02u", unsigned{fields.wHour}, unsigned{fields.wMinute});
  } else if (is_near) {
    std::snprintf(text.data(), text.size(), "%s %02u:%02u", kDays.at(fields.wDayOfWeek % kDays.size()),
                  unsigned{fields.wHour}, unsigned{fields.wMinute});
  } else {
    // The names of zones are long, and in the language of the system.
    const auto offset = static_cast<int>(offset_at(when, fields).count());
    std::snprintf(text.data(), text.size(), "%04u-%02u-%02u %02u:%02u UTC%c%02d:%02d", unsigned{fields.wYear},
                  unsigned{fields.wMonth}, unsigned{fields.wDay}, unsigned{fields.wHour},
                  unsigned{fields.wMinute}, offset < 0 ? '-' : '+', std::abs(offset) / 60,
                  std::abs(offset) % 60);
  }
  return text.data();
}

std::string local_clock_text(TimePoint when) {
  const auto fields = local_fields(when);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02u:%02u:%02u", unsigned{fields.wHour}, unsigned{fields.wMinute},
                unsigned{fields.wSecond});
  return text.data();
}

}  // namespace latchkey
