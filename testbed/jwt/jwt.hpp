// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "jwt/key.hpp"

namespace testbed {

/// A JSON Web Token in its compact form (RFC 7519), parsed but not verified.
struct Jwt {
  nlohmann::json header;  ///< an object
  nlohmann::json claims;  ///< an object
  std::string signing_input;
  std::string signature;  ///< raw bytes

  /// A string of the header or the claims; empty if it is absent or has another type.
  static std::string text(const nlohmann::json& object, const char* name);
  /// A claim with a time in Unix seconds.
  std::optional<std::int64_t> time(const char* name) const;
};

/// nullopt: not three parts of base64url with objects in the first two.
std::optional<Jwt> parse_jwt(std::string_view text);

/// Whether `key` signed the token, by the algorithm that its header names.
bool has_signature_of(const Jwt& jwt, const Key& key);

/// A signed token. Adds "alg" of the key to the header.
std::string make_jwt(nlohmann::ordered_json header, const nlohmann::ordered_json& claims, const Key& key);

}  // namespace testbed
