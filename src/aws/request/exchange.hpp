// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "aws/request/connection.hpp"
#include "aws/request/service_failure.hpp"

namespace latchkey {

/// A try of a request, as its amz-sdk-request header tells it.
struct Attempt {
  std::string invocation_id;  ///< a UUID, the same for each try
  int number = 1;
  int most = 1;
};

/// The headers that tell a service which attempt this is.
void add_attempt(Headers& headers, const Attempt& attempt);

/// One call of a service, however it is put into requests.
struct Operation {
  std::string service;    ///< for debug lines: "sts"
  std::string name;       ///< "AssumeRole"
  bool has_code = false;  ///< an MFA code is in it, so it is not repeated once it may have arrived
  std::function<HttpRequest(const Attempt&)>
      request;  ///< made anew for each attempt, as a signature has a time
  /// Fills in code, message and reason from an error document, if it is one.
  std::function<void(const HttpResponse&, ServiceFailure&)> read_error;
};

/// An answer with a 2xx status, and how often the request had to be repeated for it.
struct Answer {
  HttpResponse response;
  int retries = 0;
};

/// Limit for one call with all its attempts and pauses. The caller may hold a lock, and other processes wait
/// for that for 3 minutes (mfa_settings.hpp), so they still get this call's error.
constexpr std::chrono::seconds kLongestCall{150};

/// Sends until there is an answer or trying again is of no use (the connection's retry rules) or
/// kLongestCall is over.
tl::expected<Answer, ServiceFailure> exchange(const Host& host, const Connection& connection,
                                              const Operation& operation);

/// What is wrong with an answer, from the answer: for one that has a good status and yet is none.
ServiceFailure failure_of(const Operation& operation, const std::string& url, const HttpResponse& response,
                          TimePoint now);

/// The header, its name in lower case; nullptr: it is not there.
const SecretText* find_header(const Headers& headers, std::string_view name);

}  // namespace latchkey
