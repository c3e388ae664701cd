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

/// Whose MFA session is wanted, and on what terms.
struct MfaSessionRequest {
  std::string profile;
  std::string role_arn;  ///< that it is wanted for; empty: it is wanted for itself
  std::string device;
  MfaSettings settings;
  bool may_ask = true;
  std::optional<TimePoint> newer_than;  ///< one that began before does not count
  /// That one must last to count. A call takes no longer than a minute, and what it gives outlives the
  /// session.
  std::chrono::seconds least_left{60};
  std::vector<std::string> preflight_warnings = {};  ///< see CodeQuestion
  std::string device_setting = "mfa_serial";         ///< what the file calls it
  Origin device_origin = {};                         ///< of the device, if it is not the profile's own
  std::string key_profile = {};                      ///< whose keys sign, if they are in the files
};

/// Makes sure that what a code gives can be kept: the clock is set, and there is room on the disk for the
/// note that the code is spent, the MFA session, one role's entries and a lock's note, all at the same time.
/// For the holder of the device's lock; warns if that lock keeps nobody out. Errors: config, io.
Result<CodeReservation> ready_for_code(const Host& host, const MfaOrigin& origin);

/// The name of the lock for prompts for a device's code, for begin_single_flight(). Each endpoint has its
/// own: what one endpoint answers must not end a prompt of another.
std::string device_lock(const std::string& endpoint, const std::string& device);

/// The MFA session for the STS of `sts`, these long-term keys and the device: the one that is kept, or one
/// that another process is asking for, or a new one for one code. nullopt: STS gives this user none (a
/// policy denies GetSessionToken). Errors: terminal - a code is needed and nobody may be asked; else as the
/// question and STS have it.
Result<std::optional<MfaSession>> mfa_session(const Host& host, const StsClient& sts,
                                              const MfaSessionRequest& request, const Credentials& keys);

/// Forgets a session that AWS no longer takes, but not the one that another process has got since.
/// Errors: io.
Result<void> forget_dead(const Host& host, const MfaSession& session);

}  // namespace latchkey
