// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auth/aws_error.hpp"
#include "auth/canonical.hpp"
#include "net/http_message.hpp"

namespace testbed {

/// A well-formed Authorization header with its date.
struct Authorization {
  std::string access_key_id;
  Scope scope;
  std::vector<std::string> signed_headers;  ///< as sent
  std::string signature;
  std::string date_header;  ///< "x-amz-date" or "date", whichever applies
  std::int64_t time = 0;    ///< of that header, Unix seconds
};

/// Checks only the form, without looking up keys. `now` is for the check of the clock skew.
Judged<Authorization> parse_authorization(const HttpRequest& request, std::int64_t now);

}  // namespace testbed
