// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/role_state.hpp"
#include "aws/setup.hpp"
#include "mfa/session_store.hpp"

// What would be asked, seen from configuration and files alone.
namespace latchkey {

/// What a profile's MFA session belongs to; the key id is empty where the keys are not in the files. nullopt:
/// the profile's plan begins with no MFA device (and, without a role, it has none), or it is broken.
std::optional<MfaOrigin> mfa_origin(const Setup& setup, const std::string& profile);

/// The living session of that origin.
std::optional<MfaSession> session_of(const std::vector<MfaSession>& sessions, const MfaOrigin& origin);

/// Whether getting the plan's credentials now would need a code from a person: whether a step that names a
/// device, and is not served by one of `sessions`, comes before the first one that is cached.
bool would_ask(const Setup& setup, const RolePlan& plan, const std::vector<StepState>& steps,
               const std::vector<MfaSession>& sessions);

}  // namespace latchkey
