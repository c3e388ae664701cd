// SPDX-License-Identifier: Apache-2.0
// Not on Windows: names of variables are not case-sensitive there.
#include <gtest/gtest.h>

#include "platform/system/environment.hpp"

namespace latchkey {
namespace {

TEST(Environment, NamesAreCaseSensitive) {
  const Environment environment({{"FULL", "x"}, {"full", "y"}});
  EXPECT_EQ(*environment.find("FULL"), "x");
  EXPECT_EQ(*environment.find("full"), "y");
  EXPECT_EQ(environment.find("Full"), nullptr);
}

}  // namespace
}  // namespace latchkey
