// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "auth/aws_error.hpp"
#include "net/http_message.hpp"

namespace testbed {

/// Judges the proofs that a client holds its key (RFC 9449) and remembers them: none is good twice.
class DpopJudge {
 public:
  /// The thumbprint of the key that the request's DPoP header proves. `url` is the one that was asked,
  /// without query.
  Judged<std::string> judge(const HttpRequest& request, const std::string& url, std::int64_t now);

 private:
  std::set<std::string> seen_;  ///< the jti of every good proof
};

}  // namespace testbed
