// SPDX-License-Identifier: Apache-2.0
#include "base/url.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

TEST(QueryValue, IsTheFirstDecodedValueOfItsName) {
  EXPECT_EQ(query_value("a=1&b=2&a=3", "a"), "1");
  EXPECT_EQ(query_value("a=1&b=x%20y+z%2B%c3%A4&c", "b"), "x y z+\xc3\xa4");
  EXPECT_EQ(query_value("a=1&b=x=y=", "b"), "x=y=");
}

TEST(QueryValue, DoesNotMatchPartialOrDifferentlySpelledNames) {
  for (const auto* query :
       {"", "&", "&&&", "=", "=1", "codes=1", "acode=1", "CODE=1", "%63ode=1", "x=code", "x&y=code=1"})
    EXPECT_EQ(query_value(query, "code"), std::nullopt) << query;
  for (const auto* query : {"code", "code=", "&code", "x&code=&code=1"})
    EXPECT_EQ(query_value(query, "code"), "") << query;
}

TEST(QueryValue, InvalidEscapeIsUnchanged) {
  for (const auto* text : {"%", "%%", "%4", "%4g", "%g4", "a%", "%-1", "% 1"})
    EXPECT_EQ(query_value(std::string("a=") + text, "a"), text);
  EXPECT_EQ(query_value("a=%%41", "a"), "%A");
  EXPECT_EQ(query_value("a=%00b", "a"), std::string("\0b", 2));
}

TEST(Url, HasAPortUpTo65535) {
  EXPECT_EQ(split_url("http://127.0.0.1:65535/")->port, "65535");
  EXPECT_EQ(split_url("http://127.0.0.1:8/")->port, "8");
  for (const auto* url : {"http://127.0.0.1:65536/", "http://127.0.0.1:99999", "http://127.0.0.1:100000",
                          "http://127.0.0.1:-1", "http://127.0.0.1:8a"})
    EXPECT_FALSE(split_url(url)) << url;
}

}  // namespace
}  // namespace latchkey
