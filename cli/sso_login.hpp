// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "cli/command.hpp"
#include "providers/chain.hpp"
#include "sso/sign_in.hpp"

// What commands ask of profiles whose credentials come from IAM Identity Center.
namespace latchkey::cli {

/// The sign-in that the session's credentials begin with: the profile's own, or that of the profile its roles
/// come from. nullopt: they do not come from there.
Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const CredentialSource& source);
Result<std::optional<SsoSettings>> sso_behind(const Setup& setup, const std::string& profile,
                                              const SourceOutline& source);

/// The other profiles with roles of the same sign-in.
std::vector<std::string> sso_companions(const Config& config, const SsoSettings& settings);

/// Whether any profile could be one of IAM Identity Center: what most machines need not look for.
bool has_sso_profiles(const Config& config);

/// "Admin in 123456789012"
std::string role_text(const SsoSettings& settings);

}  // namespace latchkey::cli
