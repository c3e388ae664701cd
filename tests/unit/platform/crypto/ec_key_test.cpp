// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/ec_key.hpp"

#include "platform/crypto/hash.hpp"
#include "unit/support/es256.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

// RFC 6979, appendix A.2.5.
constexpr const char* kX = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6";
constexpr const char* kY = "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";

/// The same key in PKCS #8.
constexpr const char* kPkcs8 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
    "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
    "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
    "-----END PRIVATE KEY-----\n";

TEST(EcKey, PublicKeyMatchesTheRfc) {
  const auto key = EcKey::from_pem(kRfcKey);
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->x()), kX);
  EXPECT_EQ(to_hex(key->y()), kY);
}

TEST(EcKey, SignatureIsVerifiedByOpenssl) {
  const auto key = EcKey::from_pem(kRfcKey);
  ASSERT_TRUE(key);
  for (const std::string message : {"", "a", "header.claims"}) {
    auto signature = key->sign(message);
    EXPECT_TRUE(es256_holds(key->x(), key->y(), message, signature));
    EXPECT_FALSE(es256_holds(key->x(), key->y(), message + 'x', signature));
    signature[40] = static_cast<char>(signature[40] ^ 1);
    EXPECT_FALSE(es256_holds(key->x(), key->y(), message, signature));
  }
}

TEST(EcKey, ReadsTheFormatsOfBotocore) {
  std::string bare = replaced(kRfcKey, "-----BEGIN EC PRIVATE KEY-----\n", "");
  bare = replaced(bare, "-----END EC PRIVATE KEY-----\n", "");
  std::string windows_lines = replaced(kRfcKey, "\n", "\r\n");
  std::string one_line = "-----BEGIN ANYTHING-----\n" + bare + "\n-----END ANYTHING-----";
  for (const auto& pem : {std::string(kPkcs8), bare, windows_lines, one_line}) {
    const auto key = EcKey::from_pem(pem);
    ASSERT_TRUE(key) << pem;
    EXPECT_EQ(to_hex(key->x()), kX);
  }
}

TEST(EcKey, RejectsOtherKeys) {
  const std::string p384 =
      "MIGkAgEBBDAAAAAAAAAAAAAAAAAAAAAAya+p2EW6dRZrXCFXZ7HWk05Qw9s26JsS"
      "e4piKxIPZyGgBwYFK4EEACKhZANiAAQHwjDSC1rLhOJ1EkXP6mxmKJK8+EhqAYEn"
      "ql4WBJpv3Yq1Mm0PabW3COtZWrTtbvZVd7DbO8vUoKhDBuAzbvZcO3mUn4c7WzTR"
      "tmj+60QUOiW/4HncS+w26C6HrmQkGek=";
  const std::string secp256k1 =
      "MHQCAQEEIBk19TsIt06izWuEKuz2OtJpyhh7Zt0TYk9xTEViQezkoAcGBSuBBAAK"
      "oUQDQgAElbAc2oObA7V/JllJ95pPdhqXXew7OW4I+Anhgc8R2STctfvzsuO/QRZa"
      "Q7yrKr7JaUeBhd4+kXuKhy0ZMZ4SnA==";
  const std::string zero = "MCUCAQEEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const std::string too_large = "MCUCAQEEIP//////////////////////////////////////////";
  for (const auto& text : {std::string(), std::string("{{EC_P256_PEM}}"), std::string("not a key"), p384,
                           secp256k1, zero, too_large})
    EXPECT_FALSE(EcKey::from_pem(text)) << text;
}

TEST(EcKey, RejectsTruncatedKeys) {
  const std::string text =
      "MHcCAQEEIMmvqdhFunUWa1whV2ex1pNOUMPbNuibEnuKYisSD2choAoGCCqGSM49AwEHoUQDQgAEYP7UuiVanTHJYet0xjVtaMBJ"
      "uJI7Yfps5mliLmDyn7Z5A/4QCLi8maQa6elWKLxk8vGyDC1+n1F3o8KU1EYimQ==";
  ASSERT_TRUE(EcKey::from_pem(text));
  for (std::size_t size = 0; size < 156; size += 4)
    EXPECT_FALSE(EcKey::from_pem(text.substr(0, size))) << size;
}

}  // namespace
}  // namespace latchkey::test
