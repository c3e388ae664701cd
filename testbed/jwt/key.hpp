// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "net/openssl_ptr.hpp"

namespace testbed {

/// A key of JSON Web Signatures: ES256 (P-256) or RS256. Copies share one key.
class Key {
 public:
  static Key generate(std::string_view algorithm);
  /// A public key in PEM, RSA or P-256. nullopt: something else.
  static std::optional<Key> from_pem(std::string_view pem);
  /// The public P-256 key of a JWK (RFC 7517). nullopt: another kind of key, or not a point on the curve.
  static std::optional<Key> from_jwk(const nlohmann::json& jwk);

  std::string algorithm() const;
  bool can_sign() const { return can_sign_; }

  bool verifies(std::string_view data, std::string_view signature) const;
  std::string sign(std::string_view data) const;

 private:
  Key(OpensslPtr<EVP_PKEY> key, bool can_sign) : key_(std::move(key)), can_sign_(can_sign) {}

  std::shared_ptr<EVP_PKEY> key_;
  bool can_sign_;
};

/// RFC 7638, in base64url. from_jwk() must accept the key.
std::string jwk_thumbprint(const nlohmann::json& jwk);

}  // namespace testbed
