// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "aws/sts_request.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Why a call of STS gave nothing, as it happened. What a person is told is explain()'s.
struct StsFailure {
  std::string operation;
  std::string url;
  int attempts = 1;
  bool sent = true;         ///< STS may have seen the request
  bool spent_code = false;  ///< and a code was in it, which counts as used then

  std::optional<TransportFailure> transport;  ///< no answer came
  int status = 0;                             ///< an answer came, with this status
  std::string content_type;
  std::string code;                                 ///< of its error document; empty: it was none
  std::string message;                              ///< STS's own words
  std::optional<std::chrono::seconds> clock_ahead;  ///< how far our clock is before the answer's Date

  /// The code was not the device's current one, or was used before.
  bool is_wrong_code() const;
};

/// Who asked for what, to name it in the message.
struct CallContext {
  std::string profile;        ///< whose call it is
  std::string role_arn;       ///< AssumeRole only
  std::string mfa_serial;     ///< empty: the profile names none
  std::string access_key_id;  ///< that signed
};

/// Plain words and a hint for each way in which STS fails. Kinds: denied, network, config.
Error explain(const StsFailure& failure, const CallContext& context);

}  // namespace latchkey
