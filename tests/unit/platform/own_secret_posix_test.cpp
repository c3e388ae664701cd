// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/own_secret.hpp"

namespace latchkey {
namespace {

TEST(OwnSecretOfPosix, IsNone) {
  EXPECT_TRUE(own_secret::scheme().empty());
  EXPECT_FALSE(own_secret::close("secret"));
  EXPECT_FALSE(own_secret::open("secret"));
}

}  // namespace
}  // namespace latchkey
