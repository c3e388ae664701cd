// SPDX-License-Identifier: Apache-2.0
// Not on Windows: the quotes of sh; command_line_windows_test.cpp has those of the C runtime.
#include <gtest/gtest.h>

#include "aws/config/profile_rewrite.hpp"

namespace latchkey {
namespace {

TEST(ProfileRewrite, QuotesForShlexAndForSh) {
  EXPECT_EQ(process_line("latchkey", "ops"), "latchkey process --profile ops");
  EXPECT_EQ(process_line("/a b/latchkey", "it's"), R"('/a b/latchkey' process --profile 'it'"'"'s')");
  EXPECT_EQ(process_line("latchkey", ""), "latchkey process --profile ''");
}

}  // namespace
}  // namespace latchkey
