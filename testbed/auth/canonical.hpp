// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http_message.hpp"

namespace testbed {

/// The four parts of a credential scope after the access key ID.
struct Scope {
  std::string date;
  std::string region;
  std::string service;
  std::string terminator;

  std::string text() const { return date + "/" + region + "/" + service + "/" + terminator; }
};

/// Signature Version 4, step by step as in the AWS General Reference.
std::string canonical_request(const HttpRequest& request, const std::vector<std::string>& signed_headers);
std::string string_to_sign(std::string_view time, const Scope& scope, std::string_view canonical);
std::string signature(std::string_view secret, const Scope& scope, std::string_view to_sign);  ///< hex

}  // namespace testbed
