// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <latchkey/secret.hpp>

namespace latchkey {

/// An instant, UTC, to the microsecond (what botocore keeps of a timestamp).
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// One set of AWS credentials. Never partly filled: a key id without its secret is an Error.
struct Credentials {
  std::string access_key_id;  ///< not a secret, may be logged
  Secret secret_access_key;
  std::optional<Secret> session_token;        ///< temporary credentials only
  std::optional<TimePoint> expiration;        ///< nullopt: long-term keys
  std::chrono::seconds expiration_offset{0};  ///< offset from UTC in which its source wrote `expiration`
  std::optional<std::string> account_id;      ///< 12 digits, where the source told it
  std::string source;                         ///< provider that made them, by botocore's name: "assume-role"

  /// Whether they still last for `margin` at `now`. Long-term keys always do.
  /// Source: botocore/credentials.py:791-795 (a cache entry counts with 900 s or more left).
  bool last(std::chrono::seconds margin, TimePoint now) const {
    return !expiration || *expiration - now >= margin;
  }
};

}  // namespace latchkey
