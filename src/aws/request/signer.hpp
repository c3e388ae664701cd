// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include <latchkey/credentials.hpp>

// AWS Signature Version 4. Source: "Create a signed AWS API request" of the IAM User Guide; checked against
// AWS's own test suites (LATCHKEY_SUITES), recorded botocore requests (tests/vectors/sts_requests.json) and
// third-party signers.
namespace latchkey {

struct SigningRequest {
  std::string method;
  std::string path;   ///< as sent, percent-encoded where it must be; empty counts as "/"
  std::string query;  ///< as sent, without "?"
  /// All headers to sign, including Host and X-Amz-Date. Names in any case; names may repeat.
  std::vector<std::pair<std::string, SecretText>> headers;
  std::string payload_hash;  ///< hex SHA-256 of the body

  bool normalize_path = true;  ///< resolve "." and "..", merge slashes: all services except S3
  bool encode_path = true;     ///< encode the path once more: all services except S3
};

struct SigningScope {
  std::string region;
  std::string service;
  std::string time;  ///< as in X-Amz-Date: 20150830T123600Z
};

struct Signature {
  SecretText canonical_request;
  std::string string_to_sign;
  std::string signed_headers;  ///< "host;x-amz-date"
  std::string hex;             ///< the signature itself
  std::string authorization;   ///< the value of the Authorization header
};

Signature sign(const SigningRequest& request, const SigningScope& scope, const std::string& access_key_id,
               const Secret& secret_access_key);

/// Encodes all characters except A-Z a-z 0-9 - _ . ~ as %XX, including a slash unless `keep_slash`.
std::string percent_encode(std::string_view text, bool keep_slash = false);

}  // namespace latchkey
