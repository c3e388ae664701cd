// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <latchkey/secret.hpp>

namespace latchkey {

/// A private key on the curve P-256, which signs as ES256 of RFC 7518.
class EcKey {
 public:
  /// From the text of a PEM file: SEC 1's "EC PRIVATE KEY", which AWS CLI writes, or PKCS #8's "PRIVATE KEY".
  /// What stands on the BEGIN and END lines is not looked at (botocore/credentials.py:2692-2714). nullopt: it
  /// is no such key, or one of another curve.
  static std::optional<EcKey> from_pem(std::string_view pem);

  /// The coordinates of the public key, 32 bytes each, most significant first.
  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }

  /// The signature of the message's SHA-256: r and s, 32 bytes each. On POSIX the same for the same message
  /// (RFC 6979); Windows's library takes a random number for each.
  std::string sign(std::string_view message) const;

 private:
  EcKey() = default;
  Secret number_;  ///< 32 bytes
  std::string x_, y_;
};

}  // namespace latchkey
