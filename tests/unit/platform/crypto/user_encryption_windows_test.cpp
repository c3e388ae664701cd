// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "platform/crypto/user_encryption.hpp"

namespace latchkey {
namespace {

TEST(UserEncryptionOfWindows, IsDecryptedByTheSameUser) {
  for (const auto& secret : {std::string("secret"), std::string("\0\n\xFF", 3), std::string()}) {
    const auto closed = user_encryption::close(secret);
    ASSERT_TRUE(closed);
    EXPECT_EQ(user_encryption::open(*closed), secret);
    EXPECT_TRUE(secret.empty() || closed->find(secret) == std::string::npos);
  }
}

TEST(UserEncryptionOfWindows, IsRejectedAfterAChange) {
  auto closed = user_encryption::close("a secret of some length").value_or("");
  ASSERT_FALSE(closed.empty());
  EXPECT_FALSE(user_encryption::open(closed.substr(0, closed.size() / 2)));
  closed.back() = static_cast<char>(closed.back() ^ 1);
  EXPECT_FALSE(user_encryption::open(closed));
  EXPECT_FALSE(user_encryption::open("{\"a\": 1}"));
  EXPECT_FALSE(user_encryption::open(""));
}

}  // namespace
}  // namespace latchkey
