// SPDX-License-Identifier: Apache-2.0
#include "jwt/jwt.hpp"

#include "base/encoding.hpp"

namespace testbed {
namespace {

nlohmann::json parse_part(std::string_view text) {
  const auto bytes = base64url_decode(text);
  return bytes ? nlohmann::json::parse(*bytes, nullptr, false) : nlohmann::json();
}

}  // namespace

std::string Jwt::text(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::int64_t> Jwt::time(const char* name) const {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  return found->is_number_float() ? static_cast<std::int64_t>(found->get<double>())
                                  : found->get<std::int64_t>();
}

std::optional<Jwt> parse_jwt(std::string_view text) {
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  Jwt out;
  out.header = parse_part(text.substr(0, first));
  out.claims = parse_part(text.substr(first + 1, last - first - 1));
  auto signature = base64url_decode(text.substr(last + 1));
  if (!out.header.is_object() || !out.claims.is_object() || !signature) return std::nullopt;
  out.signing_input = text.substr(0, last);
  out.signature = std::move(*signature);
  return out;
}

bool has_signature_of(const Jwt& jwt, const Key& key) {
  // The key determines the algorithm, not the token: RFC 8725 section 3.1.
  return Jwt::text(jwt.header, "alg") == key.algorithm() && key.verifies(jwt.signing_input, jwt.signature);
}

std::string make_jwt(nlohmann::ordered_json header, const nlohmann::ordered_json& claims, const Key& key) {
  header["alg"] = key.algorithm();
  const std::string input = base64url(header.dump()) + "." + base64url(claims.dump());
  return input + "." + base64url(key.sign(input));
}

}  // namespace testbed
