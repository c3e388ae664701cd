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

/// The MFA settings of a profile that botocore does not read.
struct MfaSettings {
  /// LATCHKEY_MFA_SESSION or latchkey_mfa_session = on | off: whether a code obtains an MFA session for all
  /// roles or, as in botocore, the credentials of one role.
  bool sessions = true;
  /// latchkey_session_duration: the duration of a session, 15m to 36h.
  std::chrono::seconds session_duration{std::chrono::hours{12}};
  std::optional<std::string> mfa_process;  ///< a program that prints a code
};

/// A profile without mfa_process inherits that of its source profile. Errors: config - an invalid value, with
/// its place.
Result<MfaSettings> mfa_settings(const Setup& setup, const std::string& profile);

/// An MFA device for a role without mfa_serial.
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

/// Checks that STS issues MFA sessions of that duration. Errors: config - naming `where`.
Result<void> check_session_duration(std::chrono::seconds duration, const std::string& where,
                                    const Origin& origin);

/// Checks that STS accepts codes of this device. `setting`: the name of mfa_serial in the file. Errors:
/// config - it is a FIDO security key.
Result<void> check_device(const std::string& device, const std::string& profile,
                          const std::string& setting = "mfa_serial");

/// The time limit for prompts that are not on the terminal, and for waiting for another process that prompts:
/// LATCHKEY_TIMEOUT in seconds, else three minutes. Errors: config - it is not a number from 1 to 3600.
Result<std::chrono::seconds> prompt_timeout(const Environment& env);

}  // namespace latchkey
