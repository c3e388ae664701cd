// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/request/service_failure.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Who asked for what, to name it in the message.
struct CallContext {
  std::string profile;        ///< whose call it is
  std::string role_arn;       ///< AssumeRole only
  std::string mfa_serial;     ///< empty: the profile names none
  std::string access_key_id;  ///< that signed
  bool has_token = false;     ///< whether a session token was sent with it
  /// What the file calls these settings.
  std::string role_arn_name = "role_arn", mfa_serial_name = "mfa_serial";
  std::string source = {};       ///< Credentials::source of what signed
  std::string key_profile = {};  ///< whose keys signed, if they are in the files
  Origin device_origin = {};     ///< of `mfa_serial`, if it is not the profile's own
};

/// Plain words and a hint for each way in which STS fails. Kinds: denied, network, config.
Error explain(const ServiceFailure& failure, const CallContext& context);

}  // namespace latchkey
