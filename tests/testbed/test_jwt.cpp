// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "base/encoding.hpp"
#include "jwt/jwt.hpp"
#include "signin/dpop.hpp"

namespace testbed {
namespace {

// The proof of RFC 9449's figure 5, and the thumbprint of its key in section 6.1.
const std::string kProof =
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklD"
    "UkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2"
    "R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHB"
    "zOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8ig"
    "iMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";
constexpr const char* kThumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
constexpr const char* kUrl = "https://server.example.com/token";
constexpr std::int64_t kIssued = 1562262616;

HttpRequest with(const std::string& proof) {
  HttpRequest request;
  request.method = "POST";
  request.headers = {{"dpop", proof}};
  return request;
}

// "" or the error for the proof.
std::string complaint(const HttpRequest& request, const std::string& url = kUrl, std::int64_t now = kIssued) {
  DpopJudge judge;
  const auto verdict = judge.judge(request, url, now);
  return verdict ? "" : verdict.error().message;
}

// Changes one character of a part of the token.
std::string tampered(std::string token, std::size_t place) {
  token[place] = token[place] == 'A' ? 'B' : 'A';
  return token;
}

TEST(Dpop, RfcProofIsAcceptedOnce) {
  DpopJudge judge;
  EXPECT_EQ(judge.judge(with(kProof), kUrl, kIssued).value_or(""), kThumbprint);
  const auto again = judge.judge(with(kProof), kUrl, kIssued);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "Invalid DPoP proof: jti was there before");
  EXPECT_EQ(again.error().oauth_error, "INVALID_REQUEST");
}

TEST(Dpop, IsValidForItsUrlItsMethodAndFiveMinutes) {
  EXPECT_EQ(complaint(with(kProof), "https://server.example.com/other"),
            "Invalid DPoP proof: htu is another URL");
  EXPECT_EQ(complaint(with(kProof), kUrl, kIssued + 300), "");
  EXPECT_EQ(complaint(with(kProof), kUrl, kIssued + 301), "Invalid DPoP proof: iat is not near now");
  EXPECT_EQ(complaint(with(kProof), kUrl, kIssued - 301), "Invalid DPoP proof: iat is not near now");
  HttpRequest request = with(kProof);
  request.method = "GET";
  EXPECT_EQ(complaint(request), "Invalid DPoP proof: htm is another method");
}

TEST(Dpop, RequiresOneProofWithAValidSignature) {
  HttpRequest request = with(kProof);
  request.headers.emplace_back("DPoP", kProof);
  EXPECT_EQ(complaint(request), "Invalid DPoP proof: there must be one DPoP header");
  EXPECT_EQ(complaint(HttpRequest()), "Invalid DPoP proof: there must be one DPoP header");
  EXPECT_EQ(complaint(with("a.b")), "Invalid DPoP proof: no JWT");
  const auto signature = kProof.rfind('.') + 5;
  EXPECT_EQ(complaint(with(tampered(kProof, signature))),
            "Invalid DPoP proof: the signature is not the key's");
  const std::string claims =
      base64url(R"({"jti":"x","htm":"POST","htu":"https://server.example.com/token"})");
  const std::string forged =
      kProof.substr(0, kProof.find('.') + 1) + claims + kProof.substr(kProof.rfind('.'));
  EXPECT_EQ(complaint(with(forged)), "Invalid DPoP proof: the signature is not the key's");
}

TEST(Dpop, RequiresAPublicKeyOnTheCurve) {
  const auto proof = [](const std::string& header) {
    return with(base64url(header) + "." + base64url("{}") + ".AAAA");
  };
  EXPECT_EQ(complaint(proof(R"({"typ":"JWT"})")), "Invalid DPoP proof: typ must be dpop+jwt");
  EXPECT_EQ(complaint(proof(R"({"typ":"dpop+jwt","alg":"none"})")), "Invalid DPoP proof: alg must be ES256");
  EXPECT_EQ(complaint(proof(R"({"typ":"dpop+jwt","alg":"ES256"})")),
            "Invalid DPoP proof: no jwk in the header");
  nlohmann::json jwk = parse_jwt(kProof)->header.at("jwk");
  const auto with_jwk = [&] {
    return proof(nlohmann::json{{"typ", "dpop+jwt"}, {"alg", "ES256"}, {"jwk", jwk}}.dump());
  };
  jwk["d"] = "secret";
  EXPECT_EQ(complaint(with_jwk()), "Invalid DPoP proof: jwk holds the private key");
  jwk["x"] = base64url(std::string(32, 'x'));
  EXPECT_EQ(complaint(with_jwk()), "Invalid DPoP proof: jwk must be a public key on P-256");
}

TEST(Jwt, KeysVerifyTheirSignatures) {
  for (const char* algorithm : {"ES256", "RS256"}) {
    const Key key = Key::generate(algorithm);
    const std::string token = make_jwt({{"typ", "JWT"}}, {{"sub", "ada"}}, key);
    const auto jwt = parse_jwt(token);
    ASSERT_TRUE(jwt);
    EXPECT_EQ(Jwt::text(jwt->header, "alg"), algorithm);
    EXPECT_TRUE(has_signature_of(*jwt, key));
    EXPECT_FALSE(has_signature_of(*jwt, Key::generate(algorithm)));
    Jwt unsigned_one = *jwt;
    unsigned_one.header["alg"] = "none";
    EXPECT_FALSE(has_signature_of(unsigned_one, key));
    unsigned_one = *jwt;
    unsigned_one.signature.clear();
    EXPECT_FALSE(has_signature_of(unsigned_one, key));
  }
}

TEST(Jwt, ReadsOnlyTheCompactForm) {
  const std::string part = base64url("{}");
  EXPECT_TRUE(parse_jwt(part + "." + part + ".AAAA"));
  for (const auto& text :
       {part, part + "." + part, part + "." + part + ".AAAA=", part + "." + part + ".AAAA\n",
        part + "." + base64url("[]") + ".AAAA", part + "." + part + "." + part + ".AAAA"}) {
    EXPECT_FALSE(parse_jwt(text)) << text;
  }
  EXPECT_EQ(base64url_decode("AA"), std::string(1, '\0'));
  EXPECT_FALSE(base64url_decode("AB")) << "bits left over";
  EXPECT_FALSE(base64url_decode("A"));
}

}  // namespace
}  // namespace testbed
