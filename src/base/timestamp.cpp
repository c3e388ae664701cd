// SPDX-License-Identifier: Apache-2.0
#include "base/timestamp.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/text.hpp"
#include "base/unicode.hpp"

namespace latchkey {
namespace {

using std::chrono::seconds;

/// Reads from the front of a text; every step returns whether it succeeded.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  std::string_view rest() const { return text_; }

  bool skip(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t digits, int& out) {
    if (text_.size() < digits) return false;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      if (!is_digit(text_[i])) return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    out = value;
    return true;
  }

  /// ".123456789", truncated to microseconds.
  bool fraction(int& microseconds) {
    if (text_.empty() || (text_.front() != '.' && text_.front() != ',')) return true;
    text_.remove_prefix(1);
    int scale = 100'000;
    bool any = false;
    while (!text_.empty() && is_digit(text_.front())) {
      microseconds += (text_.front() - '0') * scale;
      scale /= 10;
      any = true;
      text_.remove_prefix(1);
    }
    return any;
  }

  bool starts_with_digits(std::size_t count) const {
    if (text_.size() < count) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(text_[i])) return false;
    }
    return true;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  std::string_view text_;
};

struct Civil {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, microsecond = 0;
};

std::optional<TimePoint> to_time(const Civil& c, seconds offset) {
  using namespace std::chrono;
  const year_month_day date{year{c.year}, month{static_cast<unsigned>(c.month)},
                            day{static_cast<unsigned>(c.day)}};
  if (!date.ok() || c.year < 1 || c.hour > 23 || c.minute > 59 || c.second > 59) return std::nullopt;
  const TimePoint at = sys_days{date} + hours{c.hour} + minutes{c.minute} + seconds{c.second} +
                       microseconds{c.microsecond} - offset;
  constexpr TimePoint kFirst = sys_days{year{1} / 1 / 1};
  constexpr TimePoint kEnd = sys_days{year{10000} / 1 / 1};
  if (at < kFirst || at >= kEnd) return std::nullopt;
  return at;
}

std::optional<seconds> parse_zone(std::string_view text, const ZoneName& standard, const ZoneName& daylight) {
  using std::chrono::hours;
  using std::chrono::minutes;
  text = unicode::strip(text);
  if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return seconds{0};
  if (!standard.name.empty() && text == standard.name) return standard.offset;
  if (!daylight.name.empty() && text == daylight.name) return daylight.offset;
  if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const bool behind = text.front() == '-';
  Reader in(text.substr(1));
  int hour = 0;
  int minute = 0;
  if (!in.number(2, hour)) return std::nullopt;
  if (!in.at_end()) {
    in.skip(':');
    if (!in.number(2, minute) || !in.at_end()) return std::nullopt;
  }
  const seconds offset = hours{hour} + minutes{minute};
  if (minute > 59 || offset >= hours{24}) return std::nullopt;
  return behind ? -offset : offset;
}

bool read_clock(Reader& in, bool extended, Civil& c) {
  if (!in.number(2, c.hour)) return false;
  if (extended && !in.skip(':')) return false;
  if (!in.number(2, c.minute)) return false;
  const bool has_seconds = extended ? in.skip(':') : in.starts_with_digits(2);
  return !has_seconds || (in.number(2, c.second) && in.fraction(c.microsecond));
}

bool read_iso(Reader& in, Civil& c) {
  if (!in.number(4, c.year)) return false;
  const bool extended = in.skip('-');
  if (!in.number(2, c.month)) return false;
  if (extended && !in.skip('-')) return false;
  if (!in.number(2, c.day)) return false;
  if (!in.skip('T') && !in.skip('t') && !in.skip(' ')) return false;
  return read_clock(in, extended, c);
}

/// "Thu, 01 Jan 2099 00:00:00"; the zone remains in `in`.
bool read_http_date(Reader& in, Civil& c) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto comma = in.rest().find(", ");
  if (comma != 3) return false;
  in = Reader(in.rest().substr(comma + 2));
  if (!in.number(2, c.day) || !in.skip(' ')) return false;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (in.rest().substr(0, 3) == kMonths[i]) c.month = static_cast<int>(i) + 1;
  }
  if (c.month == 0) return false;
  in = Reader(in.rest().substr(3));
  return in.skip(' ') && in.number(4, c.year) && in.skip(' ') && read_clock(in, true, c);
}

/// `value` with leading zeros up to `width`. (printf would be the largest part of the C library that a warm
/// run uses.)
std::string padded(long long value, std::size_t width) {
  const auto digits = std::to_string(value);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

/// Date and time with these characters between their parts.
std::string format(TimePoint at, std::string_view dash, std::string_view colon) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss clock{at - day};
  std::string text = padded(static_cast<int>(date.year()), 4);
  text.append(dash).append(padded(static_cast<unsigned>(date.month()), 2));
  text.append(dash).append(padded(static_cast<unsigned>(date.day()), 2));
  text.append("T").append(padded(clock.hours().count(), 2));
  text.append(colon).append(padded(clock.minutes().count(), 2));
  text.append(colon).append(padded(clock.seconds().count(), 2));
  return text;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text, const ZoneName& standard,
                                         const ZoneName& daylight) {
  text = unicode::strip(text);
  for (const auto read : {read_iso, read_http_date}) {
    Reader in(text);
    Civil civil;
    if (!read(in, civil)) continue;
    const auto offset = parse_zone(in.rest(), standard, daylight);
    if (!offset) return std::nullopt;
    const auto at = to_time(civil, *offset);
    if (!at) return std::nullopt;
    return Timestamp{*at, *offset};
  }
  return std::nullopt;
}

std::string isoformat(const Timestamp& time) {
  const auto local = time.at + time.offset;
  std::string text = format(local, "-", ":");
  const auto microseconds = (local - std::chrono::floor<std::chrono::seconds>(local)).count();
  if (microseconds != 0) text += '.' + padded(microseconds, 6);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time.offset).count();
  text += minutes < 0 ? '-' : '+';
  return text + padded(std::abs(minutes) / 60 % 100, 2) + ':' + padded(std::abs(minutes) % 60, 2);
}

std::string cache_text(TimePoint at) {
  return format(at, "-", ":") + "UTC";
}

std::string utc_text(TimePoint at) {
  return format(at, "-", ":") + 'Z';
}

std::string signing_text(TimePoint at) {
  return format(at, "", "") + 'Z';
}

std::string duration_text(std::chrono::microseconds time) {
  using namespace std::chrono;
  auto total = duration_cast<seconds>(time < microseconds{0} ? -time : time).count();
  if (total < 120) return std::to_string(total) + 's';
  total += 30;  // to the nearest minute, so that an hour is not shown as 59 minutes
  constexpr long long kDay = 24LL * 3600;
  if (total >= 3 * kDay) return std::to_string(total / kDay) + 'd';
  if (total < 3600) return std::to_string(total / 60) + 'm';
  const auto minutes = total % 3600 / 60;
  if (minutes == 0) return std::to_string(total / 3600) + 'h';
  return std::to_string(total / 3600) + 'h' + (minutes < 10 ? "0" : "") + std::to_string(minutes) + 'm';
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr long long kMost = 1'000'000'000;
  long long total = 0;
  bool any_unit = false;
  while (!text.empty()) {
    long long number = 0;
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0 || number > kMost) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
    long long unit = 1;
    if (!text.empty()) {
      const auto at = std::string_view("smhd").find(text.front());
      if (at == std::string_view::npos) return std::nullopt;
      constexpr long long kUnits[] = {1, 60, 3600, 86400};
      unit = kUnits[at];
      any_unit = true;
      text.remove_prefix(1);
    } else if (any_unit) {
      return std::nullopt;  // "1h30" has no unit
    }
    if (number > kMost / unit) return std::nullopt;
    total += number * unit;
  }
  if (total == 0) return std::nullopt;
  return std::chrono::seconds{total};
}

}  // namespace latchkey
