// SPDX-License-Identifier: Apache-2.0
#include "base/ini/header.hpp"

#include <gtest/gtest.h>

namespace latchkey::ini {
namespace {

TEST(LostHeader, IsALineWithTheWrongBracketsOrNone) {
  for (const auto* line : {"[profile ops", "profile ops]", "(profile ops)", "{profile ops}", "<profile ops>",
                           "profile ops", "  (profile ops)  ", "[profile ops # mine", "(profile ops]"})
    EXPECT_EQ(meant_header(line), "[profile ops]") << line;
  EXPECT_EQ(meant_header("(default)"), "[default]");
  EXPECT_EQ(meant_header("[sso-session corp"), "[sso-session corp]");
  EXPECT_EQ(meant_header("{services local}"), "[services local]");
}

TEST(LostHeader, IsNoHeaderThatIsRead) {
  EXPECT_FALSE(meant_header("[profile ops]"));
  EXPECT_FALSE(meant_header("[profile ops] # mine"));
}

TEST(LostHeader, IsNothingThatMayBeASecret) {
  for (const auto* line :
       {"", "[", "[wJalrXUtnFEMI", "wJalrXUtnFEMI]", "(wJalrXUtnFEMI)", "[profile wJalrXUtnFEMIK7MDENGbPxRfi",
        "profile", "[profile", "profile a b", "profile = ops", "profile ops = x", "[profile a:b"})
    EXPECT_FALSE(meant_header(line)) << line;
}

}  // namespace
}  // namespace latchkey::ini
