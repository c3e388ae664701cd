// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include "unit/support/es256.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

TEST(Base64, EncodesForUrlsPerRfc4648) {
  EXPECT_EQ(base64url(""), "");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(base64url("fo"), "Zm8");
  EXPECT_EQ(base64url("foo"), "Zm9v");
  EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url("\xFB\xEF\xFF"), "--__");
}

TEST(Base64, RoundTripsEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(base64url_decoded(base64url(bytes)), bytes);
  }
}

TEST(Base64, ReadsTheSameInputAsPython) {
  EXPECT_EQ(base64_bytes("Zm9vYg=="), "foob");
  EXPECT_EQ(base64_bytes("Zm9v\r\nYm Fy"), "foobar");
  EXPECT_EQ(base64_bytes("++//"), "\xFB\xEF\xFF");
  EXPECT_EQ(base64_bytes("-_"), "");
  EXPECT_EQ(base64_bytes(""), "");
}

}  // namespace
}  // namespace latchkey::test
