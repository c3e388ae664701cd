// SPDX-License-Identifier: Apache-2.0
// Not on Windows: BCrypt randomizes signatures, and wine's needs the public half of a key.
#include <gtest/gtest.h>

#include "platform/crypto/ec_key.hpp"
#include "platform/crypto/hash.hpp"
#include "unit/support/es256.hpp"

namespace latchkey::test {
namespace {

TEST(EcKey, SignatureMatchesTheRfc) {
  const auto key = EcKey::from_pem(kRfcKey);
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->sign("sample")),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_EQ(to_hex(key->sign("test")),
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
            "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
}

// Windows's library computes the public key; wine's cannot.
TEST(EcKey, NeedsNeitherCurveNorPublicKey) {
  const std::string bare = "MCUCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2ch";
  for (const auto& pem : {bare, "-----BEGIN ANYTHING-----\n" + bare + "\n-----END ANYTHING-----"}) {
    const auto key = EcKey::from_pem(pem);
    ASSERT_TRUE(key) << pem;
    EXPECT_EQ(key->x(), EcKey::from_pem(kRfcKey)->x());
  }
}

}  // namespace
}  // namespace latchkey::test
