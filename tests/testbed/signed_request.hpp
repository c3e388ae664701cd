// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "net/http_message.hpp"

/// A key to sign with.
struct TestKey {
  std::string id;
  std::string secret;
  std::string token;
};

/// 2026-03-01T00:00:00Z, the time of these tests.
inline constexpr std::int64_t kNow = 1772323200;

/// A POST to the loopback host, signed for us-east-1 at `time`.
testbed::HttpRequest signed_request(const TestKey& key, const std::string& body, std::int64_t time = kNow);

/// Signs the request, which needs Host and X-Amz-Date, again after a change.
void sign(testbed::HttpRequest& request, const TestKey& key, const std::string& scope_region = "us-east-1");
