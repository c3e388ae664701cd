// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/hash.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/secret/wipe.hpp"
#include "platform/crypto/random.hpp"
#include <latchkey/secret.hpp>

namespace latchkey {
namespace {

TEST(Hash, Sha1MatchesFips180) {
  EXPECT_EQ(sha1_hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(sha1_hex(std::string(1000000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Hash, Sha256MatchesFips180) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, HmacMatchesRfc4231) {
  EXPECT_EQ(to_hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      to_hex(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(to_hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Hash, HexIsLowerCase) {
  EXPECT_EQ(to_hex(std::string("\x00\x0F\xAB\xFF", 4)), "000fabff");
}

TEST(Random, UuidsAreVersion4AndUnique) {
  const std::string form = "xxxxxxxx-xxxx-4xxx-Nxxx-xxxxxxxxxxxx";
  const auto fits = [&](const std::string& uuid) {
    if (uuid.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
      const std::string allowed = form[i] == 'x'   ? "0123456789abcdef"
                                  : form[i] == 'N' ? "89ab"
                                                   : std::string(1, form[i]);
      if (allowed.find(uuid[i]) == std::string::npos) return false;
    }
    return true;
  };
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto uuid = random_uuid();
    EXPECT_TRUE(fits(uuid)) << uuid;
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(Random, BytesHaveTheRequestedLength) {
  for (const std::size_t count : {0U, 1U, 256U, 257U, 1000U}) EXPECT_EQ(random_bytes(count).size(), count);
  EXPECT_NE(random_bytes(1000).substr(900), std::string(100, '\0'));
}

TEST(Secret, SurvivesCopyMoveAndAssignment) {
  for (const std::string& text : {std::string("hunter2"), std::string(200, 'x')}) {
    Secret one(text);
    Secret two = one;
    EXPECT_EQ(two.reveal(), text);
    EXPECT_NE(one.reveal().data(), two.reveal().data());
    const Secret three = std::move(one);
    EXPECT_EQ(three.reveal(), text);
    EXPECT_TRUE(one.empty());  // NOLINT(bugprone-use-after-move): a moved-from Secret is an empty one
    two = Secret("other");
    EXPECT_EQ(two.reveal(), "other");
    one = three;
    EXPECT_EQ(one.reveal(), text);
  }
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, WipeClearsTheBuffer) {
  std::string text = "a secret that is longer than a short string";
  text.resize(10);
  const char* const buffer = text.data();
  const auto capacity = text.capacity();
  wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), buffer);
  for (std::size_t i = 0; i < capacity; ++i) EXPECT_EQ(buffer[i], 0) << i;
}

}  // namespace
}  // namespace latchkey
