// SPDX-License-Identifier: Apache-2.0
#include "signin/dpop.hpp"

#include <cstdlib>
#include <optional>

#include "jwt/jwt.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kTolerance = 300;  // seconds, for clocks and the network

tl::unexpected<AwsError> invalid(const char* why) {
  return tl::make_unexpected(
      AwsError{400, "ValidationException", std::string("Invalid DPoP proof: ") + why, "INVALID_REQUEST"});
}

// The one header DPoP; nullopt: none or several.
std::optional<std::string> only_proof(const HttpRequest& request) {
  std::optional<std::string> out;
  for (const auto& [name, value] : request.headers) {
    if (lower_case(name) != "dpop") continue;
    if (out) return std::nullopt;
    out = value;
  }
  return out;
}

Judged<std::string> judge_key(const Jwt& proof) {
  if (Jwt::text(proof.header, "typ") != "dpop+jwt") return invalid("typ must be dpop+jwt");
  if (Jwt::text(proof.header, "alg") != "ES256") return invalid("alg must be ES256");
  const auto jwk = proof.header.find("jwk");
  if (jwk == proof.header.end()) return invalid("no jwk in the header");
  const auto key = Key::from_jwk(*jwk);
  if (!key) return invalid("jwk must be a public key on P-256");
  if (jwk->contains("d")) return invalid("jwk holds the private key");
  if (!has_signature_of(proof, *key)) return invalid("the signature is not the key's");
  return jwk_thumbprint(*jwk);
}

}  // namespace

Judged<std::string> DpopJudge::judge(const HttpRequest& request, const std::string& url, std::int64_t now) {
  const auto text = only_proof(request);
  if (!text) return invalid("there must be one DPoP header");
  const auto proof = parse_jwt(*text);
  if (!proof) return invalid("no JWT");
  auto thumbprint = judge_key(*proof);
  if (!thumbprint) return thumbprint;
  if (Jwt::text(proof->claims, "htm") != request.method) return invalid("htm is another method");
  if (Jwt::text(proof->claims, "htu") != url) return invalid("htu is another URL");
  const auto issued = proof->time("iat");
  if (!issued || std::llabs(*issued - now) > kTolerance) return invalid("iat is not near now");
  const std::string id = Jwt::text(proof->claims, "jti");
  if (id.empty()) return invalid("no jti");
  if (!seen_.insert(id).second) return invalid("jti was there before");
  return thumbprint;
}

}  // namespace testbed
