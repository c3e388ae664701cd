// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/network/transport.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The facts about a failed call. explain() in sts_failure.hpp or json_service.hpp turns them into an Error.
struct ServiceFailure {
  std::string operation;
  std::string url;
  int attempts = 1;
  bool sent = true;         ///< the service may have received the request
  bool spent_code = false;  ///< and it contained a code, which then counts as used

  std::optional<TransportFailure> transport;  ///< there was no response
  int status = 0;                             ///< the status of the response
  std::string content_type;
  std::string code;     ///< of its error document; empty: there was none
  std::string message;  ///< the service's message
  std::string flaw;    ///< why a reply of the right form was rejected: "the session token is not valid UTF-8"
  std::string reason;  ///< its member "error": "invalid_grant", "TOKEN_EXPIRED"
  std::optional<std::chrono::seconds>
      clock_ahead;  ///< difference between the local clock and the response's Date

  /// Whether the code was wrong or already used.
  bool is_wrong_code() const;
  /// Whether a policy denied the call.
  bool is_denied() const;
  /// The same, if STS does not name the code or the device as the cause.
  bool is_denied_without_mfa_fault() const;
  /// Whether DurationSeconds is longer than the service or the role allows.
  bool is_about_duration() const;
  /// The service did not accept who sent the request: the key, its token or the signature. It checks these
  /// before it looks at an argument, since only the owner of a device may have its codes checked.
  bool is_unauthenticated() const;
};

/// The error for a failure with `transport`. The message begins with `before`; `service` did not respond.
/// Kind: network.
Error explain_transport_error(const ServiceFailure& failure, const std::string& service,
                              const std::string& before);

/// The error for a response that is not an error document of `service`: an HTTP status, or another server.
/// Kind: network.
Error explain_unexpected_response(const ServiceFailure& failure, const std::string& service,
                                  const std::string& before);

/// A service's message for output: printable, shortened, and without a final blank or full stop.
std::string quoted_words(const std::string& message);

}  // namespace latchkey
