// SPDX-License-Identifier: Apache-2.0
#include "platform/files/path_text.hpp"

#include <gtest/gtest.h>

#include "platform/system/text_search.hpp"
#include "unit/support/machine.hpp"

namespace latchkey::path_text {
namespace {

TEST(PathText, ExpandsSetVariables) {
  Environment environment;
  environment.set("NAME", "value");
  EXPECT_EQ(expand_variables("a/$NAME/b", environment), "a/value/b");
  EXPECT_EQ(expand_variables("${NAME}s", environment), "values");
  EXPECT_EQ(expand_variables("$NONE ${NONE} $", environment), "$NONE ${NONE} $");
  EXPECT_EQ(expand_variables("plain", environment), "plain");
}

TEST(PathText, UsesTheHomeOfTheEnvironment) {
  Environment environment;
  environment.set(test::kHomeVariable, "/home/ada");
  EXPECT_EQ(home(environment), "/home/ada");
}

TEST(PathText, SplitsNameAndFolder) {
  EXPECT_EQ(find_separator("a/b"), 1U);
  EXPECT_EQ(find_separator("ab"), 2U);
  EXPECT_EQ(name_of("a/b/c"), "c");
  EXPECT_EQ(name_of("c"), "c");
  EXPECT_EQ(name_of("a/"), "");
}

TEST(TextSearch, FindsEveryOccurrence) {
  EXPECT_TRUE(has_part("abc", "bc"));
  EXPECT_TRUE(has_part("abc", ""));
  EXPECT_TRUE(has_part(std::string_view("a\0bc", 4), std::string_view("\0b", 2)));
  EXPECT_FALSE(has_part("abc", "ac"));
  EXPECT_FALSE(has_part("", "a"));
}

}  // namespace
}  // namespace latchkey::path_text
