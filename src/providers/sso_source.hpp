// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/sso_settings.hpp"
#include "providers/chain.hpp"

// Determines whether a profile's credentials come from IAM Identity Center.
namespace latchkey {

/// The sign-in behind the credentials: the profile's own, or that of the base profile of its roles. nullopt:
/// there is none.
Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const CredentialSource& source);
Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const SourceOutline& source);

/// Whether the profile has a setting that only a profile of IAM Identity Center needs.
bool may_be_sso(const Profile& profile);

/// "Admin in 123456789012"
std::string role_text(const SsoSettings& settings);

}  // namespace latchkey
