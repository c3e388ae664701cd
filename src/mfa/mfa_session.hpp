// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "aws/sts.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/session_store.hpp"

namespace latchkey {

/// Whose MFA session is wanted, and on what terms.
struct MfaWish {
  std::string profile;
  std::string role_arn;  ///< that it is wanted for; empty: it is wanted for itself
  std::string device;
  MfaSettings settings;
  bool may_ask = true;
  std::optional<TimePoint> newer_than;  ///< one that began before does not count
  /// That one must last to count. A call takes no longer than a minute, and what it gives outlives the
  /// session.
  std::chrono::seconds least_left{60};
  std::vector<std::string> doubts = {};  ///< see CodeQuestion
};

/// Whether this machine can go and spend a code: the caches can be written and the clock is no nonsense.
Result<void> ready_for_code(const Host& host);

/// The name of the lock of a device, for take_turn().
std::string device_lock(const std::string& device);

/// The MFA session for these long-term keys and the device: the one that is kept, or one that another process
/// is asking for, or a new one for one code. nullopt: STS gives this user none (a policy denies
/// GetSessionToken). Errors: terminal - a code is needed and nobody may be asked; else as the question and
/// STS have it.
Result<std::optional<MfaSession>> mfa_session(const Host& host, const StsClient& sts, const MfaWish& wish,
                                              const Credentials& keys);

/// Forgets a session that AWS no longer takes, but not the one that another process has got since.
/// Errors: io.
Result<void> forget_dead(const Host& host, const MfaSession& session);

}  // namespace latchkey
