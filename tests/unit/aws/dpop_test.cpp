// SPDX-License-Identifier: Apache-2.0
#include "aws/request/dpop.hpp"

#include "unit/support/es256.hpp"
#include "unit/support/vectors.hpp"

namespace latchkey::test {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

constexpr const char* kUrl = "https://eu-west-1.signin.aws.amazon.com/v1/token";
constexpr const char* kId = "00000000-0000-4000-8000-00000000abcd";

std::string proof() {
  return dpop_proof(*EcKey::from_pem(kRfcKey), kUrl, sys_days{year{2026} / 3 / 1}, kId);
}

// The output of botocore 1.43.11's _build_dpop_header() for the same key, URL, ID and time, without the
// signature, which is randomized there.
constexpr const char* kBotocores =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6IllQN1V1aVZhblRISllldDB4alZ0YU1C"
    "SnVKSTdZ"
    "ZnBzNW1saUxtRHluN1kiLCJ5IjoiZVFQLUVBaTR2Sm1rR3VucFZpaThaUEx4c2d3dGZwOVJkNlBDbE5SR0lwayIsImNydiI6IlAtMjU2"
    "In19."
    "eyJodG0iOiJQT1NUIiwiaHR1IjoiaHR0cHM6Ly9ldS13ZXN0LTEuc2lnbmluLmF3cy5hbWF6b24uY29tL3YxL3Rva2VuIiwiaWF0Ijox"
    "NzcyMzIz"
    "MjAwLCJqdGkiOiIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMGFiY2QifQ";

TEST(DpopProof, MatchesBotocoreByteForByte) {
  const auto text = proof();
  EXPECT_EQ(text.substr(0, text.rfind('.')), kBotocores);
}

TEST(DpopProof, IncludesThePublicKeyThatVerifiesIt) {
  const auto text = proof();
  const auto dot = text.rfind('.');
  const auto header = Json::parse(base64url_decoded(text.substr(0, text.find('.'))));
  const auto x = base64url_decoded(header["jwk"]["x"]);
  const auto y = base64url_decoded(header["jwk"]["y"]);
  const auto signature = base64url_decoded(text.substr(dot + 1));
  EXPECT_TRUE(es256_holds(x, y, text.substr(0, dot), signature));
  EXPECT_FALSE(es256_holds(x, y, text.substr(0, dot - 1), signature));
}

TEST(DpopProof, DoesNotContainThePrivateKey) {
  const auto text = proof();
  for (std::size_t dot = 0; dot != std::string::npos; dot = text.find('.', dot + 1)) {
    const auto part = base64url_decoded(text.substr(dot == 0 ? 0 : dot + 1, text.find('.', dot + 1) - dot));
    EXPECT_EQ(part.find("\xC9\xAF\xA9\xD8"), std::string::npos);
    EXPECT_EQ(part.find("\"d\""), std::string::npos);
  }
}

}  // namespace
}  // namespace latchkey::test
