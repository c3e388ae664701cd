// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "mfa/mfa_settings.hpp"
#include "providers/provider.hpp"

// MFA sessions of the keys of a profile that assumes no role.
namespace latchkey {

/// The MFA device of such a profile.
struct OwnDevice {
  std::string serial;
  MfaSettings settings;
};

/// nullopt: the profile has a role or no device, or MFA sessions are off. Errors: config.
Result<std::optional<OwnDevice>> own_device(const Setup& setup, const std::string& profile);

/// The MFA session of `keys`, which have no session token: the stored one, or a new one if options.may_ask.
/// Errors: as mfa_session() (mfa/mfa_session.hpp); denied - STS issues none for these keys.
Result<Credentials> session_of_keys(const Setup& setup, const std::string& profile, OwnDevice device,
                                    const Credentials& keys, const LoadOptions& options);

}  // namespace latchkey
