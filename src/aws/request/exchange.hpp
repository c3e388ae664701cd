// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "aws/request/connection.hpp"
#include "aws/request/service_failure.hpp"

namespace latchkey {

/// An attempt of a request, for its amz-sdk-request header.
struct Attempt {
  std::string invocation_id;  ///< a UUID, the same for all attempts
  int number = 1;
  int most = 1;
};

/// Adds the headers that identify the attempt.
void add_attempt(Headers& headers, const Attempt& attempt);

/// One call of a service, for any protocol.
struct Operation {
  std::string service;    ///< for debug lines: "sts"
  std::string name;       ///< "AssumeRole"
  bool has_code = false;  ///< it contains an MFA code, so it is not repeated once it may have arrived
  std::function<HttpRequest(const Attempt&)>
      request;  ///< called for each attempt, because a signature contains the time
  /// Sets code, message and reason from an error document, if the body is one.
  std::function<void(const HttpResponse&, ServiceFailure&)> read_error;
};

/// A response with a 2xx status, and the number of retries.
struct Answer {
  HttpResponse response;
  int retries = 0;
};

/// Limit for one call with all its attempts and pauses. The caller may hold a lock for which other processes
/// wait 3 minutes (mfa_settings.hpp), so that they still receive this call's error.
constexpr std::chrono::seconds kLongestCall{150};

/// Sends until there is a response, the connection's retry rules forbid another attempt, or kLongestCall has
/// passed.
tl::expected<Answer, ServiceFailure> exchange(const Host& host, const Connection& connection,
                                              const Operation& operation);

/// The failure for a response with a 2xx status that is not valid.
ServiceFailure failure_of(const Operation& operation, const std::string& url, const HttpResponse& response,
                          TimePoint now);

/// The header with this lower-case name; nullptr: it is missing.
const SecretText* find_header(const Headers& headers, std::string_view name);

}  // namespace latchkey
