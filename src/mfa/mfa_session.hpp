// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/sts/sts.hpp"
#include "mfa/mfa_code.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/session_store.hpp"

namespace latchkey {

/// The request for an MFA session.
struct MfaSessionRequest {
  std::string profile;
  std::string role_arn;  ///< the role that needs it; empty: none
  std::string device;
  MfaSettings settings;
  bool may_ask = true;
  std::optional<TimePoint> newer_than;  ///< ignore a session that began before
  /// The minimum time left of a session. A call takes no longer than a minute, and its credentials outlive
  /// the session.
  std::chrono::seconds least_left{60};
  std::vector<std::string> preflight_warnings = {};  ///< see CodeQuestion
  std::string device_setting = "mfa_serial";         ///< what the file calls it
  Origin device_origin = {};                         ///< of the device, if it is not the profile's own
  std::string key_profile = {};                      ///< whose keys sign, if they are in the files
};

/// Checks before a prompt that the result can be stored: the clock is set, and there is disk space for the
/// record of the used code, the MFA session, one role's entries and a lock's note together. The caller holds
/// the device's lock; warns if that lock has no effect. Errors: config, io.
Result<CodeReservation> ready_for_code(const Host& host, const MfaOrigin& origin);

/// The name of the lock for prompts for a device's code, for begin_single_flight(). Each endpoint has its own
/// lock, because the reply of one endpoint must not end a prompt of another.
std::string device_lock(const std::string& endpoint, const std::string& device);

/// The MFA session for the STS of `sts`, these long-term keys and the device: the stored one, the result of
/// another process that is prompting, or a new one for one code. nullopt: a policy denies GetSessionToken.
/// Errors: terminal - a code is needed and prompts are not allowed; else those of the prompt and of STS.
Result<std::optional<MfaSession>> mfa_session(const Host& host, const StsClient& sts,
                                              const MfaSessionRequest& request, const Credentials& keys);

/// Removes a session that AWS rejects, but not a newer one of another process.
/// Errors: io.
Result<void> forget_dead(const Host& host, const MfaSession& session);

}  // namespace latchkey
