// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "base/form.hpp"
#include "base/glob.hpp"
#include "base/totp.hpp"
#include "base/utc.hpp"
#include "base/xml.hpp"

namespace testbed {
namespace {

TEST(Totp, MatchesRfc6238AppendixB) {
  const std::string secret = "12345678901234567890";
  const struct {
    std::int64_t time;
    const char* code;
  } vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                 {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [time, code] : vectors) EXPECT_EQ(totp_code(secret, totp_step(time), 8), code) << time;
  EXPECT_EQ(totp_code(secret, totp_step(59)), "287082");
}

TEST(Totp, WindowsAreThirtySecondsLong) {
  EXPECT_EQ(totp_step(0), 0);
  EXPECT_EQ(totp_step(29), 0);
  EXPECT_EQ(totp_step(30), 1);
  EXPECT_EQ(totp_step(-1), -1);
  EXPECT_EQ(totp_step(-30), -1);
  EXPECT_EQ(totp_step(-31), -2);
}

TEST(Encoding, FollowsRfc4648) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(hex(std::string("\x00\xff\x10", 3)), "00ff10");
}

TEST(Encoding, ReadsBase32LikeAuthenticatorApps) {
  EXPECT_EQ(base32_decode("MZXW6==="), "foo");
  EXPECT_EQ(base32_decode("mzxw 6ytb-oi"), "foobar");
  EXPECT_EQ(base32_decode("MZXW1"), std::nullopt);
}

TEST(Form, DecodesPercentAndPlus) {
  const auto form = parse_form("A=x+y%2Bz&B=&C&&A=2");
  ASSERT_TRUE(form);
  EXPECT_EQ(form_value(*form, "A"), "x y+z");
  EXPECT_EQ(form_value(*form, "B"), "");
  EXPECT_EQ(form_value(*form, "C"), "");
  EXPECT_EQ(form_value(*form, "D"), std::nullopt);
}

TEST(Form, RejectsBrokenEscapes) {
  for (const char* text : {"A=%", "A=%4", "A=%zz", "%g0=1"}) EXPECT_FALSE(parse_form(text)) << text;
}

TEST(Xml, EscapesMarkupAndReplacesControls) {
  EXPECT_EQ(xml_escape("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c'");
  EXPECT_EQ(xml_escape(std::string("\x00\x1f\n", 3)), "??\n");
  EXPECT_EQ(xml_element("A", "<"), "<A>&lt;</A>");
}

TEST(Utc, FormatsAndParsesBack) {
  EXPECT_EQ(basic_time(1767225600), "20260101T000000Z");
  EXPECT_EQ(extended_time(1767225600), "2026-01-01T00:00:00Z");
  EXPECT_EQ(http_time(1767225600), "Thu, 01 Jan 2026 00:00:00 GMT");
  EXPECT_EQ(parse_basic_time("20260101T000000Z"), 1767225600);
  EXPECT_EQ(parse_http_time("Thu, 01 Jan 2026 00:00:00 GMT"), 1767225600);
}

TEST(Utc, RejectsAnInvalidTime) {
  for (const char* text : {"", "20260230T000000Z", "2026-01-01T00:00:00Z", "20260101T000000",
                           "20260101T000000ZZ", "2026 101T000000Z", "20260101T250000Z"}) {
    EXPECT_EQ(parse_basic_time(text), std::nullopt) << text;
  }
}

TEST(Glob, MatchesLikeIam) {
  EXPECT_TRUE(glob_match("*", ""));
  EXPECT_TRUE(glob_match("arn:aws:iam::*:role/*", "arn:aws:iam::222222222222:role/ops"));
  EXPECT_TRUE(glob_match("*ab*b", "aabbab"));
  EXPECT_TRUE(glob_match("a?c", "abc"));
  EXPECT_FALSE(glob_match("a?c", "ac"));
  EXPECT_FALSE(glob_match("arn:aws:iam::1*:role/*", "arn:aws:iam::222222222222:role/ops"));
  EXPECT_FALSE(glob_match("", "x"));
}

}  // namespace
}  // namespace testbed
