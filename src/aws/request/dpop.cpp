// SPDX-License-Identifier: Apache-2.0
#include "aws/request/dpop.hpp"

#include <nlohmann/json.hpp>

#include "base/base64.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

std::string encoded(const Json& json) {
  return base64url(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace

std::string dpop_proof(const EcKey& key, const std::string& url, TimePoint at, const std::string& id) {
  const Json public_key = {
      {"kty", "EC"}, {"x", base64url(key.x())}, {"y", base64url(key.y())}, {"crv", "P-256"}};
  const Json header = {{"typ", "dpop+jwt"}, {"alg", "ES256"}, {"jwk", public_key}};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const Json claims = {{"htm", "POST"}, {"htu", url}, {"iat", seconds}, {"jti", id}};
  const std::string content = encoded(header) + '.' + encoded(claims);
  return content + '.' + base64url(key.sign(content));
}

}  // namespace latchkey
