// SPDX-License-Identifier: Apache-2.0
#include "base/url.hpp"

#include <gtest/gtest.h>

namespace latchkey {
namespace {

TEST(QueryValue, IsTheFirstOfItsNameDecoded) {
  EXPECT_EQ(query_value("a=1&b=2&a=3", "a"), "1");
  EXPECT_EQ(query_value("a=1&b=x%20y+z%2B%c3%A4&c", "b"), "x y z+\xc3\xa4");
  EXPECT_EQ(query_value("a=1&b=x=y=", "b"), "x=y=");
}

TEST(QueryValue, IsNotTherePartlyOrByAnotherSpelling) {
  for (const auto* query :
       {"", "&", "&&&", "=", "=1", "codes=1", "acode=1", "CODE=1", "%63ode=1", "x=code", "x&y=code=1"})
    EXPECT_EQ(query_value(query, "code"), std::nullopt) << query;
  for (const auto* query : {"code", "code=", "&code", "x&code=&code=1"})
    EXPECT_EQ(query_value(query, "code"), "") << query;
}

TEST(QueryValue, AnEscapeThatIsNoneStaysAsItIs) {
  for (const auto* text : {"%", "%%", "%4", "%4g", "%g4", "a%", "%-1", "% 1"})
    EXPECT_EQ(query_value(std::string("a=") + text, "a"), text);
  EXPECT_EQ(query_value("a=%%41", "a"), "%A");
  EXPECT_EQ(query_value("a=%00b", "a"), std::string("\0b", 2));
}

}  // namespace
}  // namespace latchkey
