// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace testbed {

struct HttpGetResult {
  int status = 0;
  std::string body;
};

/// One GET to 127.0.0.1. Throws std::runtime_error for an invalid response.
HttpGetResult http_get(std::uint16_t port, const std::string& target);

}  // namespace testbed
