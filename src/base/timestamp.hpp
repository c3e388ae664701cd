// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// An instant and its offset from UTC in text form.
struct Timestamp {
  TimePoint at;
  std::chrono::seconds offset{0};
};

/// A zone name in timestamps other than UTC: one of the machine's ("JST").
struct ZoneName {
  std::string name;
  std::chrono::seconds offset{0};
};

/// Parses the time formats that botocore accepts in caches and replies: ISO 8601, extended or basic, with "T"
/// or a blank, seconds and fractions optional; the zone as Z, UTC, GMT, +HH, +HHMM, +HH:MM or one of `local`;
/// and the form of HTTP's Date. Fractions are truncated to microseconds. nullopt: anything else, including
/// times without a zone, which Python cannot compare, and times outside the years 1 to 9999 in UTC. Source:
/// dateutil's parser, tests/vectors/timestamps.json.
std::optional<Timestamp> parse_timestamp(std::string_view text, const ZoneName& standard = {},
                                         const ZoneName& daylight = {});

/// "2099-01-01T00:00:00+00:00", with six digits of fraction unless it is zero: datetime.isoformat().
std::string isoformat(const Timestamp& time);
/// "2099-01-01T00:00:00UTC", as in botocore's cache.
std::string cache_text(TimePoint at);
/// "2099-01-01T00:00:00Z" without fractions, as in SSO files.
std::string utc_text(TimePoint at);
/// "90d", "12h", "1h05m", "45m", "30s": a rounded duration for messages.
std::string duration_text(std::chrono::microseconds time);
/// "12h", "90m", "1h30m", "45s", or a number of seconds. nullopt: anything else, and values that are out of
/// range.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
/// "20990101T000000Z", as in AWS signatures.
std::string signing_text(TimePoint at);

}  // namespace latchkey
