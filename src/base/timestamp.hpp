// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// An instant and the offset from UTC in which it was, or is to be, written.
struct Timestamp {
  TimePoint at;
  std::chrono::seconds offset{0};
};

/// A zone name that a time stamp may carry, other than UTC's own: one of the machine's ("JST").
struct ZoneName {
  std::string name;
  std::chrono::seconds offset{0};
};

/// The spellings of time that botocore's readers accept in caches and replies: ISO 8601, extended or basic,
/// with "T" or a blank, seconds and fractions optional; the zone as Z, UTC, GMT, +HH, +HHMM, +HH:MM or one of
/// `local`; and the form of HTTP's Date. Fractions are cut to microseconds. nullopt: anything else, above all
/// a time without a zone, which Python would refuse to compare, and a time that is not in the years 1 to 9999
/// of UTC. Source: dateutil's parser, tests/vectors/timestamps.json.
std::optional<Timestamp> parse_timestamp(std::string_view text, const ZoneName& standard = {},
                                         const ZoneName& daylight = {});

/// "2099-01-01T00:00:00+00:00", with six digits of fraction unless it is zero: datetime.isoformat().
std::string isoformat(const Timestamp& time);
/// "2099-01-01T00:00:00UTC": what botocore writes into its cache.
std::string cache_text(TimePoint at);
/// "2099-01-01T00:00:00Z", fractions cut: what SSO files hold.
std::string utc_text(TimePoint at);
/// "90d", "12h", "1h05m", "45m", "30s": a length of time for people, rounded to what matters.
std::string duration_text(std::chrono::microseconds time);
/// "12h", "90m", "1h30m", "45s", or a number of seconds. nullopt: anything else, and what no duration is.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// "20990101T000000Z": what AWS signatures carry.
std::string signing_text(TimePoint at);

}  // namespace latchkey
