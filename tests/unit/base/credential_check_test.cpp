// SPDX-License-Identifier: Apache-2.0
#include "base/credential_check.hpp"

#include <gtest/gtest.h>

#include "base/timestamp.hpp"

namespace latchkey::test {
namespace {

TEST(CredentialCheck, RejectsEachControlCharacter) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string text = std::string("a") + static_cast<char>(c) + 'b';
    EXPECT_EQ(flaw_in(std::string_view(text)), "contains a control character") << c;
  }
  EXPECT_EQ(flaw_in(std::string_view("a\x7F")), "contains a control character");
  for (const auto* c1 : {"\xC2\x80", "\xC2\x85", "\xC2\x9B", "\xC2\x9F"})
    EXPECT_EQ(flaw_in(std::string_view(c1)), "contains a control character");
  EXPECT_EQ(flaw_in(std::string_view("\x9B")), "is not valid UTF-8");
  EXPECT_EQ(flaw_in(std::string_view("\xED\xA0\x80")), "is not valid UTF-8");  // a surrogate
}

TEST(CredentialCheck, AcceptsValuesOfAwsAndBotocore) {
  for (const auto* text :
       {"", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLE=", "a b", "\xC3\xA9", "\xC2\xA0", "\xF0\x9F\x98\x80"})
    EXPECT_FALSE(flaw_in(std::string_view(text))) << text;
}

TEST(CredentialCheck, LimitsTheLength) {
  EXPECT_FALSE(flaw_in(std::string_view(std::string(32'000, 'a'))));
  EXPECT_EQ(flaw_in(std::string_view(std::string(32'001, 'a'))), "is longer than 32000 bytes");
}

TEST(CredentialCheck, ReportsTheValueByNameOnly) {
  Credentials found;
  found.access_key_id = "AKIA1";
  found.secret_access_key = Secret("PLANTED\n");
  EXPECT_EQ(flaw_in(found), "the secret access key contains a control character");
  found.secret_access_key = Secret("s");
  found.session_token = Secret("PLANTED\r");
  EXPECT_EQ(flaw_in(found), "the session token contains a control character");
  found.session_token = Secret("t");
  found.account_id = "1\x1B[2J";
  EXPECT_EQ(flaw_in(found), "the account ID contains a control character");
  found.account_id.reset();
  EXPECT_FALSE(flaw_in(found));
  found.access_key_id = std::string("AK\0IA", 5);
  EXPECT_EQ(flaw_in(found), "the access key ID contains a control character");
}

TEST(CredentialCheck, LimitsTheExpiration) {
  const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  Credentials found;
  EXPECT_FALSE(flaw_in(found, now)) << "long-term keys do not expire";
  found.expiration = now;
  EXPECT_FALSE(flaw_in(found, now));
  found.expiration = now - std::chrono::seconds(1);
  EXPECT_EQ(flaw_in(found, now), "the credentials expired at 2026-02-28T23:59:59Z");
  EXPECT_FALSE(flaw_in(found)) << "a cache may hold them";
  found.expiration = parse_timestamp("9998-12-31T23:59:59Z")->at;
  EXPECT_FALSE(flaw_in(found, now));
  found.expiration = parse_timestamp("9999-01-01T00:00:00Z")->at;
  EXPECT_EQ(flaw_in(found), "the expiration is not before the year 9999");
}

TEST(Timestamp, AcceptsOnlyTheYears1To9999InUtc) {
  for (const auto* text :
       {"9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01",
        "0001-01-01T00:00:00+23:59", "0000-01-01T00:00:00Z", "0000-12-31T23:59:59-23:59",
        "-001-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "2026-06-30T23:59:60Z", "2026-01-01T24:00:00Z",
        "2026-02-29T00:00:00Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00-00:60",
        "Fri, 31 Dec 9999 23:59:59 -0001"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
  for (const auto* text : {"9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00",
                           "0001-01-01T00:00:00-23:59", "9999-12-31T23:59:59+23:59"}) {
    const auto time = parse_timestamp(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(isoformat(*time), text);
    EXPECT_EQ(parse_timestamp(cache_text(time->at))->at, time->at);
  }
}

}  // namespace
}  // namespace latchkey::test
