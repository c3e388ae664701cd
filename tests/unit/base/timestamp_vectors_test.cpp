// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <gtest/gtest.h>

#include "aws/cache/cache_entry.hpp"
#include "base/timestamp.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using std::chrono::hours;

/// Python's zone names for each TZ of the recording.
std::pair<ZoneName, ZoneName> zone_of(const std::string& tz) {
  if (tz == "Asia/Tokyo") return {{"JST", hours{9}}, {"JDT", hours{10}}};
  if (tz == "America/New_York") return {{"EST", -hours{5}}, {"EDT", -hours{4}}};
  return {{"UTC", {}}, {"UTC", {}}};
}

double epoch(const Timestamp& time) {
  return static_cast<double>(time.at.time_since_epoch().count()) / 1e6;
}

TEST(Timestamp, ReadsEveryFormatOfBotocore) {
  int passed = 0;
  int failed = 0;
  for (const auto& vector : load_vectors("timestamps.json", "read")) {
    const auto [standard, daylight] = zone_of(vector["tz"]);
    const auto time = parse_timestamp(vector["text"].get<std::string>(), standard, daylight);
    const bool readable = vector.value("aware", false);  // without a zone Python cannot compare it
    const bool same =
        readable ? time && std::abs(epoch(*time) - vector["epoch"].get<double>()) < 1e-6 : !time;
    EXPECT_TRUE(same) << vector;
    ++(same ? passed : failed);
  }
  report("timestamps (read)", passed, failed, 0);
}

TEST(Timestamp, WritesTheFormatsOfBotocore) {
  int passed = 0;
  int failed = 0;
  int elsewhere = 0;
  for (const auto& vector : load_vectors("timestamps.json", "written")) {
    const auto time = parse_timestamp(vector["wire"].get<std::string>());
    const std::string cached = vector.value("botocore_cache_text", "");
    // STS sends UTC. botocore writes other zones in a form that it cannot read; latchkey writes UTC for them,
    // and rejects numbers and days, which STS never sends.
    const bool utc =
        cached.size() > 3 && cached.substr(cached.size() - 3) == "UTC" && vector["wire"] != "4070908800";
    if (!utc) {
      ++elsewhere;
      continue;
    }
    const bool same =
        time && cache_text(time->at) == cached && isoformat(*time) == vector["iso8601_cache_text"];
    EXPECT_TRUE(same) << vector;
    ++(same ? passed : failed);
  }
  report("timestamps (written)", passed, failed, 0,
         std::to_string(elsewhere) + " not in UTC, which we never write");
}

TEST(Timestamp, FormatsDurations) {
  EXPECT_EQ(duration_text(hours{12}), "12h");
  EXPECT_EQ(duration_text(hours{71}), "71h");
  EXPECT_EQ(duration_text(hours{90 * 24}), "90d");
  EXPECT_EQ(duration_text(std::chrono::minutes{65}), "1h05m");
  EXPECT_EQ(duration_text(std::chrono::minutes{59}), "59m");
  EXPECT_EQ(duration_text(std::chrono::seconds{42}), "42s");
  EXPECT_EQ(duration_text(-std::chrono::minutes{17}), "17m");
}

TEST(CacheEntry, IsValidAsLongAsInBotocore) {
  int passed = 0;
  int failed = 0;
  const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  const auto utc = [] { return LocalZone{}; };
  for (const auto& vector : load_vectors("expiry_windows.json", "vectors")) {
    const double remaining = vector["remaining_seconds"];
    const auto expiration = now + std::chrono::microseconds(std::llround(remaining * 1e6));
    const std::string text =
        R"({"Credentials": {"AccessKeyId": "A", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ")" +
        isoformat({expiration}) + "\"}}";
    const bool valid = parse_cache_entry(text, now, utc, "aws").state == CacheEntry::State::valid;
    EXPECT_EQ(valid, vector["cache_entry_valid"].get<bool>()) << remaining;
    ++(valid == vector["cache_entry_valid"] ? passed : failed);
  }
  report("expiry_windows", passed, failed, 0);
}

}  // namespace
}  // namespace latchkey::test
