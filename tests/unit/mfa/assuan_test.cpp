// SPDX-License-Identifier: Apache-2.0
#include "mfa/assuan.hpp"

#include <string>

#include <gtest/gtest.h>

namespace latchkey::assuan {
namespace {

using Kind = Reply::Kind;

TEST(Assuan, EscapesLineEndsAndPercentSigns) {
  EXPECT_EQ(escape("100% sure\r\nof \"it\""), "100%25 sure%0D%0Aof \"it\"");
}

TEST(Assuan, TruncatesTextBetweenEscapes) {
  const auto cut = escape(std::string(955, 'x') + "\n\n\n");
  EXPECT_EQ(cut, std::string(955, 'x') + "%0A");
  EXPECT_LT(escape(std::string(5000, '%')).size() + 40, kLongestLine + 1);
}

TEST(Assuan, DecodesEscapesAndKeepsInvalidOnes) {
  EXPECT_EQ(unescape("%3123%0a456").reveal(), "123\n456");
  EXPECT_EQ(unescape("100%").reveal(), "100%");
  EXPECT_EQ(unescape("%2").reveal(), "%2");
  EXPECT_EQ(unescape("%zz%25").reveal(), "%zz%");
  EXPECT_EQ(unescape("").reveal(), "");
}

TEST(Assuan, DistinguishesReplies) {
  EXPECT_EQ(parse("OK").kind, Kind::ok);
  EXPECT_EQ(parse("OK Pleased to meet you\r").kind, Kind::ok);
  EXPECT_EQ(parse("S PASSWORD_FROM_CACHE").kind, Kind::other);
  EXPECT_EQ(parse("# a comment").kind, Kind::other);
  EXPECT_EQ(parse("INQUIRE QUALITY 12").kind, Kind::inquiry);
  EXPECT_EQ(parse("D 123456").kind, Kind::data);
  EXPECT_EQ(parse("D 123456").text, "123456");
  EXPECT_EQ(parse("D ").text, "");
}

TEST(Assuan, ReadsTheErrorCodeWithoutItsSource) {
  EXPECT_EQ(parse("ERR 83886179 Operation cancelled <Pinentry>").kind, Kind::error);
  EXPECT_EQ(parse("ERR 83886179 Operation cancelled <Pinentry>").code, kCancelled);
  EXPECT_EQ(parse("ERR 99").code, kCancelled);
  EXPECT_EQ(parse("ERR 83886142 Timeout").code, kTimeout);
}

TEST(Assuan, RejectsInvalidReplies) {
  for (const auto* line : {"", "OKAY", "ERR", "ERR no", "ERR 99999999999999", "hello", "DATA", "ok"}) {
    EXPECT_EQ(parse(line).kind, Kind::broken) << line;
  }
}

}  // namespace
}  // namespace latchkey::assuan
