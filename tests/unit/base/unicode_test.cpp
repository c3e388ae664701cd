// SPDX-License-Identifier: Apache-2.0
// Compares each character with Python 3.11. The expected digests are from Python:
//   hashlib.sha256("".join(chr(c).lower() + "\n" for c in characters).encode()).hexdigest()
//   hashlib.sha256("".join(f"{c} {unicodedata.decimal(chr(c))}\n" for c in decimals).encode()).hexdigest()
#include "base/unicode.hpp"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "platform/crypto/hash.hpp"

namespace latchkey::test {
namespace {

void for_each_character(const std::function<void(char32_t)>& visit) {
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c < 0xD800 || c > 0xDFFF) visit(c);
  }
}

std::string as_text(char32_t c) {
  std::string text;
  unicode::append(text, c);
  return text;
}

TEST(Unicode, LowerMatchesPythonForEveryCharacter) {
  std::string all;
  for_each_character([&](char32_t c) { all += unicode::lower(as_text(c)) + '\n'; });
  EXPECT_EQ(sha256_hex(all), "df5f2dce2f27c6135470af16d1fb16abb665a21ddc29386b62030008b01a2429");
}

TEST(Unicode, SpacesMatchPython) {
  std::vector<unsigned> found;
  for_each_character([&](char32_t c) {
    if (unicode::is_space(c)) found.push_back(c);
  });
  const std::vector<unsigned> expected = {0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x1C,   0x1D,   0x1E,
                                          0x1F,   0x20,   0x85,   0xA0,   0x1680, 0x2000, 0x2001, 0x2002,
                                          0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A,
                                          0x2028, 0x2029, 0x202F, 0x205F, 0x3000};
  EXPECT_EQ(found, expected);
}

TEST(Unicode, DecimalDigitsMatchPython) {
  std::string all;
  for_each_character([&](char32_t c) {
    const int value = unicode::digit_value(c);
    if (value >= 0) all += std::to_string(static_cast<unsigned>(c)) + ' ' + std::to_string(value) + '\n';
  });
  EXPECT_EQ(sha256_hex(all), "b2b8345f36b267ed3833529e9e6d5e45394a3002f54d2b199e25e2ba91610dd8");
}

TEST(Unicode, RoundTripsEveryCharacter) {
  for_each_character([](char32_t c) {
    const auto text = as_text(c);
    std::string_view rest = text;
    ASSERT_TRUE(unicode::is_valid(text));
    ASSERT_EQ(unicode::next(rest), c);
    ASSERT_TRUE(rest.empty());
  });
}

}  // namespace
}  // namespace latchkey::test
