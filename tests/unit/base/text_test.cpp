// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <gtest/gtest.h>

namespace latchkey::text {
namespace {

TEST(Printable, EscapesControlAndInvisibleCharacters) {
  const std::pair<std::string, std::string> cases[] = {
      {"\x1B[2J", "\\x1b[2J"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"\x7F", "\\x7f"},
      {"\x9B", "\\x9b"},                         // a byte that is not UTF-8
      {"\xC2\x85\xC2\x9B", "<U+0085><U+009B>"},  // NEL, CSI
      {"a\xE2\x80\xAE"
       "b",
       "a<U+202E>b"},                                    // right-to-left override
      {"\xE2\x81\xA6\xE2\x81\xA9", "<U+2066><U+2069>"},  // isolates
      {"\xD8\x9C\xE2\x80\x8E\xE2\x80\x8F", "<U+061C><U+200E><U+200F>"},
      {"\xE2\x80\xA8\xE2\x80\xA9", "<U+2028><U+2029>"},  // line and paragraph separator
      {"\xE2\x80\x8B\xEF\xBB\xBF\xC2\xAD", "<U+200B><U+FEFF><U+00AD>"},
      {"\xF3\xA0\x81\x81", "<U+E0041>"},  // a tag
      {"\xEF\xB8\x8F", "<U+FE0F>"},       // a variation selector
  };
  for (const auto& [text, shown] : cases) {
    EXPECT_EQ(printable(text), shown);
    EXPECT_EQ(printable(shown), shown) << "applying it twice changes nothing";
  }
}

TEST(Printable, KeepsLetters) {
  for (const auto* text :
       {"", "plain [x] <y>", "\xC3\xA9\xE5\xB1\xB1\xF0\x9F\x98\x80", "\xD7\x90\xD7\x91", "\xC2\xA0"})
    EXPECT_EQ(printable(text), text);
}

TEST(Printable, LinesKeepLineEndsAndTabs) {
  EXPECT_EQ(printable_lines("a\tb\x1B\n\nc\xE2\x80\xAE"), "a\tb\\x1b\n\nc<U+202E>");
  EXPECT_EQ(printable_lines(""), "");
  EXPECT_EQ(printable_lines("a\r\n"), "a\\x0d\n");
}

}  // namespace
}  // namespace latchkey::text
