// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "platform/network/transport.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Why a call of a service gave nothing, as it happened. What a person is told is made from it by explain()
/// of sts_failure.hpp or json_service.hpp.
struct ServiceFailure {
  std::string operation;
  std::string url;
  int attempts = 1;
  bool sent = true;         ///< the service may have seen the request
  bool spent_code = false;  ///< and a code was in it, which counts as used then

  std::optional<TransportFailure> transport;  ///< no answer came
  int status = 0;                             ///< an answer came, with this status
  std::string content_type;
  std::string code;     ///< of its error document; empty: it was none
  std::string message;  ///< the service's own words
  std::string flaw;    ///< why a reply of the right form was rejected: "the session token is not valid UTF-8"
  std::string reason;  ///< its member "error": "invalid_grant", "TOKEN_EXPIRED"
  std::optional<std::chrono::seconds> clock_ahead;  ///< how far our clock is before the answer's Date

  /// The code was not the device's current one, or was used before.
  bool is_wrong_code() const;
  /// A policy says no.
  bool is_denied() const;
  /// The same, and STS does not say that the code or the device is why.
  bool is_denied_without_mfa_fault() const;
  /// DurationSeconds is longer than the service or the role allows.
  bool is_about_duration() const;
  /// The service did not accept who sent the request: the key, its token or the signature. It checks these
  /// before it looks at an argument, since only the owner of a device may have its codes checked.
  bool is_unauthenticated() const;
};

/// Of a failure with `transport`: `before` and what happened; `service` is who did not answer. Kind: network.
Error explain_transport_error(const ServiceFailure& failure, const std::string& service,
                              const std::string& before);

/// Of an answer that is no error document of `service`: an HTTP status, or another server altogether. Kind:
/// network.
Error explain_unexpected_response(const ServiceFailure& failure, const std::string& service,
                                  const std::string& before);

/// A service's words without the blank or full stop that some of them end in, safe to show and not too long.
std::string quoted_words(const std::string& message);

}  // namespace latchkey
