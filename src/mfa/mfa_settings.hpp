// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// What a profile says about its MFA beyond what botocore reads.
struct MfaSettings {
  /// LATCHKEY_MFA_SESSION or latchkey_mfa_session = on | off: whether a code is turned into an MFA session
  /// that serves every role, or, as in botocore, into one role's credentials.
  bool sessions = true;
  /// latchkey_session_duration: how long a session is to last, 15m to 36h.
  std::chrono::seconds session_duration{std::chrono::hours{12}};
  std::optional<std::string> mfa_process;  ///< a program that prints a code
};

/// A profile without mfa_process has that of its source profile. Errors: config - a value that says nothing,
/// naming where it stands.
Result<MfaSettings> mfa_settings(const Setup& setup, const std::string& profile);

/// An MFA device that a role without mfa_serial does not name itself.
struct InheritedDevice {
  std::string serial;
  Origin origin;  ///< the line of the source profile, or AWS_MFA_SERIAL

  /// "mfa_serial of profile base", "AWS_MFA_SERIAL".
  std::string text() const;
};

/// The mfa_serial of the profile whose keys assume the role, or, without it, AWS_MFA_SERIAL. No other tool
/// than aws-vault uses it for the role. nullopt: there is none, it is no device that STS takes codes of, or
/// MFA sessions are off for that profile.
std::optional<InheritedDevice> inherited_device(const Config& config, const Environment& env,
                                                const std::string& base_profile);

/// The device that the first role of `chain` inherits. nullopt also if that role names one.
std::optional<InheritedDevice> inherited_device(const Config& config, const Environment& env,
                                                const RoleChain& chain);

/// That STS gives MFA sessions of that length. Errors: config - naming `where`.
Result<void> check_session_duration(std::chrono::seconds duration, const std::string& where,
                                    const Origin& origin);

/// That STS can take codes of this device. `setting`: what the file calls mfa_serial. Errors: config - it is
/// a FIDO security key.
Result<void> check_device(const std::string& device, const std::string& profile,
                          const std::string& setting = "mfa_serial");

/// How long to wait for a person who is asked elsewhere than on this terminal, or for another process that
/// asks: LATCHKEY_TIMEOUT in seconds, else three minutes. Errors: config - it is no number from 1 to 3600.
Result<std::chrono::seconds> prompt_timeout(const Environment& env);

}  // namespace latchkey
