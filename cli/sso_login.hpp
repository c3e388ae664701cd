// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "cli/command.hpp"
#include "providers/chain.hpp"
#include "sso/sign_in.hpp"

// Functions for profiles with credentials from IAM Identity Center.
namespace latchkey::cli {

/// The other profiles with roles of the same sign-in.
std::vector<std::string> sso_sibling_profiles(const Config& config, const SsoSettings& settings);

}  // namespace latchkey::cli
