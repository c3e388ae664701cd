// SPDX-License-Identifier: Apache-2.0
#include "platform/system/environment.hpp"

#include <gtest/gtest.h>

#include "unit/support/machine.hpp"

namespace latchkey {
namespace {

TEST(Environment, CopiesTheProcessEnvironment) {
  test::set_variable("LATCHKEY_TEST", "a=b");
  const auto environment = Environment::of_this_process();
  test::set_variable("LATCHKEY_TEST", "changed");
  ASSERT_NE(environment.find("LATCHKEY_TEST"), nullptr);
  EXPECT_EQ(*environment.find("LATCHKEY_TEST"), "a=b");
  test::unset_variable("LATCHKEY_TEST");
}

TEST(Environment, DistinguishesEmptyFromUnset) {
  const Environment environment({{"EMPTY", ""}, {"FULL", "x"}});
  EXPECT_NE(environment.find("EMPTY"), nullptr);
  EXPECT_EQ(environment.find_filled("EMPTY"), nullptr);
  EXPECT_EQ(*environment.find_filled("FULL"), "x");
  EXPECT_EQ(environment.find("NONE"), nullptr);
}

TEST(Environment, ChildrenReceiveChanges) {
  Environment environment({{"A", "1"}, {"B", "2"}});
  environment.set("C", "x=y");
  environment.set("A", "");
  environment.unset("B");
  environment.unset("NONE");
  EXPECT_EQ(environment.to_strings(), (std::vector<std::string>{"A=", "C=x=y"}));
}

}  // namespace
}  // namespace latchkey
