// SPDX-License-Identifier: Apache-2.0
// Not on Windows: unreadable files need modes.
#include <iostream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "aws/config/config.hpp"
#include "unit/support/test_host.hpp"

namespace latchkey::test {
namespace {

TEST(Config, TreatsAnUnreadableFileAsEmptyAndReportsIt) {
  if (::geteuid() == 0) {
    std::cout << "not run: a file that may not be read (needs a user other than root)" << std::endl;
    return;
  }
  TestHost machine;
  machine.home.write(".aws/config", "[profile a]\nregion = x\n", 0);
  const auto config = load_config(machine.host());
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->profiles().empty());
  ASSERT_EQ(machine.warnings.size(), 1U);
  EXPECT_NE(machine.warnings[0].find(".aws/config"), std::string::npos);
}

}  // namespace
}  // namespace latchkey::test
