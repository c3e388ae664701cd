// SPDX-License-Identifier: Apache-2.0
#include "platform/environment.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace latchkey {
namespace {

TEST(Environment, IsACopyOfTheProcessesOwn) {
  setenv("LATCHKEY_TEST", "a=b", 1);
  const auto environment = Environment::of_this_process();
  setenv("LATCHKEY_TEST", "changed", 1);
  ASSERT_NE(environment.find("LATCHKEY_TEST"), nullptr);
  EXPECT_EQ(*environment.find("LATCHKEY_TEST"), "a=b");
  unsetenv("LATCHKEY_TEST");
}

TEST(Environment, TellsEmptyFromNotSet) {
  const Environment environment({{"EMPTY", ""}, {"FULL", "x"}});
  EXPECT_NE(environment.find("EMPTY"), nullptr);
  EXPECT_EQ(environment.find_filled("EMPTY"), nullptr);
  EXPECT_EQ(*environment.find_filled("FULL"), "x");
  EXPECT_EQ(environment.find("NONE"), nullptr);
  EXPECT_EQ(environment.find("full"), nullptr);
}

TEST(Environment, GivesAChildWhatWasSetAndNotWhatWasUnset) {
  Environment environment({{"A", "1"}, {"B", "2"}});
  environment.set("C", "x=y");
  environment.set("A", "");
  environment.unset("B");
  environment.unset("NONE");
  EXPECT_EQ(environment.to_strings(), (std::vector<std::string>{"A=", "C=x=y"}));
}

}  // namespace
}  // namespace latchkey
