// SPDX-License-Identifier: Apache-2.0
// Not on Windows: there the system has such an encryption, see own_secret_windows_test.cpp.
#include <gtest/gtest.h>

#include "platform/crypto/user_encryption.hpp"

namespace latchkey {
namespace {

TEST(OwnSecretOfPosix, IsNone) {
  EXPECT_TRUE(own_secret::scheme().empty());
  EXPECT_FALSE(own_secret::close("secret"));
  EXPECT_FALSE(own_secret::open("secret"));
}

}  // namespace
}  // namespace latchkey
