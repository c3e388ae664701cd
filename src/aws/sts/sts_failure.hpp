// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/request/service_failure.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The context of a call, for messages.
struct CallContext {
  std::string profile;        ///< the profile of the call
  std::string role_arn;       ///< AssumeRole only
  std::string mfa_serial;     ///< empty: the profile names none
  std::string access_key_id;  ///< of the signing credentials
  bool has_token = false;     ///< whether a session token was sent with it
  /// The names of these settings in the file.
  std::string role_arn_name = "role_arn", mfa_serial_name = "mfa_serial";
  std::string source = {};       ///< Credentials::source of what signed
  std::string key_profile = {};  ///< whose keys signed, if they are in the files
  Origin device_origin = {};     ///< of `mfa_serial`, if it is not the profile's own
};

/// The error with a message and a hint for each failure of STS. Kinds: denied, network, config.
Error explain(const ServiceFailure& failure, const CallContext& context);

}  // namespace latchkey
