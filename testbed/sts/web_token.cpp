// SPDX-License-Identifier: Apache-2.0
#include "sts/web_token.hpp"

#include <algorithm>

#include "jwt/jwt.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kTolerance = 300;  // seconds, for clocks that are ahead

tl::unexpected<AwsError> invalid(const std::string& message) {
  return refuse(400, "InvalidIdentityToken", message);
}

// "aud" is a string or a list of strings (RFC 7519 section 4.1.3).
bool has_audience(const Jwt& token, const std::string& wanted) {
  const auto audience = token.claims.find("aud");
  if (audience == token.claims.end()) return false;
  if (!audience->is_array()) return *audience == wanted;
  return std::find(audience->begin(), audience->end(), wanted) != audience->end();
}

Judged<void> judge_times(const Jwt& token, std::int64_t now) {
  const auto expires = token.time("exp");
  const auto issued = token.time("iat");
  if (!expires || !issued) return invalid("The ID Token needs the claims exp and iat");
  if (now >= *expires) {
    return refuse(400, "ExpiredTokenException",
                  "Token expired: current date/time " + std::to_string(now) +
                      " must be before the expiration date/time " + std::to_string(*expires));
  }
  if (*issued > now + kTolerance || token.time("nbf").value_or(now) > now + kTolerance) {
    return invalid("The ID Token is not valid yet");
  }
  return {};
}

}  // namespace

Judged<WebIdentity> judge_web_token(const std::string& token, const World& world, std::int64_t now) {
  const auto jwt = parse_jwt(token);
  if (!jwt) {
    return invalid(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
  }
  const std::string issuer = Jwt::text(jwt->claims, "iss");
  const auto provider = world.identity_providers.find(issuer);
  if (provider == world.identity_providers.end()) {
    return invalid("No OpenIDConnect provider found in your account for " + issuer);
  }
  if (!has_signature_of(*jwt, provider->second.key)) {
    return invalid("The signature of the ID Token is not its provider's");
  }
  if (const auto times = judge_times(*jwt, now); !times) return tl::make_unexpected(times.error());
  if (!has_audience(*jwt, provider->second.audience)) return invalid("Incorrect token audience");
  const std::string subject = Jwt::text(jwt->claims, "sub");
  if (subject.empty()) return invalid("The ID Token has no subject");
  return WebIdentity{issuer, provider->second.audience, subject};
}

}  // namespace testbed
