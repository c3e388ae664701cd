// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <latchkey/secret.hpp>

namespace latchkey {

/// A UTC instant with microsecond precision, as in botocore.
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// One set of AWS credentials. It is always complete: a key ID without its secret is an Error.
struct Credentials {
  std::string access_key_id;  ///< not a secret, may be logged
  Secret secret_access_key;
  std::optional<Secret> session_token;        ///< temporary credentials only
  std::optional<TimePoint> expiration;        ///< nullopt: long-term keys
  std::chrono::seconds expiration_offset{0};  ///< offset from UTC in which its source wrote `expiration`
  std::optional<std::string> account_id;      ///< 12 digits, if the source contains it
  std::string source;                         ///< botocore's name of the provider: "assume-role"

  /// Whether they are valid for at least `margin` after `now`. Long-term keys always are. Source:
  /// botocore/credentials.py:791-795 (a cache entry is valid with 900 s or more left).
  bool last(std::chrono::seconds margin, TimePoint now) const {
    return !expiration || *expiration - now >= margin;
  }
};

}  // namespace latchkey
