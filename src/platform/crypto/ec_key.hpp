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
  /// Reads the text of a PEM file: SEC 1's "EC PRIVATE KEY", which AWS CLI writes, or PKCS #8's "PRIVATE
  /// KEY". The labels of the BEGIN and END lines are ignored (botocore/credentials.py:2692-2714). nullopt: it
  /// is not such a key, or is on another curve.
  static std::optional<EcKey> from_pem(std::string_view pem);

  /// The coordinates of the public key, 32 bytes each, most significant first.
  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }

  /// The signature of the message's SHA-256: r and s, 32 bytes each. Deterministic on POSIX (RFC 6979);
  /// randomized on Windows.
  std::string sign(std::string_view message) const;

 private:
  EcKey() = default;
  Secret number_;  ///< 32 bytes
  std::string x_, y_;
};

}  // namespace latchkey
