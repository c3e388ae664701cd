// SPDX-License-Identifier: Apache-2.0
#include "platform/system/clock.hpp"

#include <array>
#include <ctime>

namespace latchkey {
namespace {

struct Zone {
  std::string name;
  std::chrono::seconds offset;
};

std::tm local_fields(std::time_t when) {
  std::tm fields{};
  localtime_r(&when, &fields);
  return fields;
}

Zone zone_at(std::time_t when) {
  constexpr std::size_t kLongestName = 9;  // Python truncates longer names
  const auto fields = local_fields(when);
  const std::string name = fields.tm_zone != nullptr ? fields.tm_zone : "";
  return {name.substr(0, kLongestName), std::chrono::seconds(fields.tm_gmtoff)};
}

std::time_t whole_seconds(TimePoint when) {
  return static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count());
}

}  // namespace

TimePoint system_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// As CPython determines time.tzname, time.timezone and time.altzone (timemodule.c, init_timezone): from
// January and July of this year, not from tzname[], which contains outdated names.
LocalZone local_zone() {
  constexpr std::time_t kYear = (std::time_t{365} * 24 + 6) * 3600;
  tzset();
  const std::time_t year_start = std::time(nullptr) / kYear * kYear;
  auto winter = zone_at(year_start);
  auto summer = zone_at(year_start + kYear / 2);
  if (winter.offset > summer.offset) std::swap(winter, summer);  // southern hemisphere
  return {std::move(winter.name), std::move(summer.name), winter.offset, summer.offset};
}

std::string local_time_text(TimePoint when, TimePoint now) {
  tzset();
  const auto fields = local_fields(whole_seconds(when));
  const auto today = local_fields(whole_seconds(now));
  const bool same_day = fields.tm_yday == today.tm_yday && fields.tm_year == today.tm_year;
  // Six days, because the seventh has the weekday of `now` again.
  const bool near = std::chrono::abs(when - now) < std::chrono::days{6};
  const char* const format = same_day ? "%H:%M" : near ? "%a %H:%M" : "%Y-%m-%d %H:%M %Z";
  std::array<char, 64> text{};
  const auto length = std::strftime(text.data(), text.size(), format, &fields);
  return {text.data(), length};
}

std::string local_clock_text(TimePoint when) {
  tzset();
  const auto fields = local_fields(whole_seconds(when));
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%H:%M:%S", &fields)};
}

}  // namespace latchkey
