// SPDX-License-Identifier: Apache-2.0
// Not on Windows: the system supports encryption there, see user_encryption_windows_test.cpp.
#include <gtest/gtest.h>

#include "platform/crypto/user_encryption.hpp"

namespace latchkey {
namespace {

TEST(UserEncryptionOfPosix, IsNotAvailable) {
  EXPECT_TRUE(user_encryption::scheme().empty());
  EXPECT_FALSE(user_encryption::close("secret"));
  EXPECT_FALSE(user_encryption::open("secret"));
}

}  // namespace
}  // namespace latchkey
