// SPDX-License-Identifier: Apache-2.0
#include "platform/files/permission_hint.hpp"

#include <gtest/gtest.h>

namespace latchkey::access_fix {
namespace {

TEST(AccessFix, NamesWhatIsInTheWay) {
  EXPECT_NE(for_reading("/nosuch/.aws/config").find("/nosuch/.aws"), std::string::npos);
  EXPECT_NE(for_running("/opt/helper").find("/opt/helper"), std::string::npos);
}

TEST(AccessFix, IsPartOfAHintOfOneLine) {
  for (const auto& fix : {for_reading("/nosuch/config"), for_running("/opt/helper")}) {
    EXPECT_EQ(fix.find('\n'), std::string::npos);
    EXPECT_NE(fix.back(), '.');
  }
}

}  // namespace
}  // namespace latchkey::access_fix
