// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"

namespace testbed {

/// Checks the proofs that a client has its key (RFC 9449) and remembers them, because each is valid once.
class DpopJudge {
 public:
  /// The thumbprint of the key that the request's DPoP header proves. `url` is that of the request, without
  /// query.
  Judged<std::string> judge(const HttpRequest& request, const std::string& url, std::int64_t now);

 private:
  std::set<std::string> seen_;  ///< the jti of every valid proof
};

}  // namespace testbed
