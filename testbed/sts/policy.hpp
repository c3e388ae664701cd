// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "world/caller.hpp"
#include "world/world.hpp"

namespace testbed {

/// The input of the conditions in a role's trust policy.
struct AssumeContext {
  std::optional<std::string> external_id;
  std::optional<std::int64_t> mfa_at;  ///< nullopt: aws:MultiFactorAuthPresent is absent
  std::int64_t now = 0;
};

/// Whether the caller may assume the role: checks the role's trust, its conditions, and the caller's policy,
/// which is not needed if a role of the same account names the caller.
bool may_assume(const Caller& caller, const Role& role, const AssumeContext& context);

}  // namespace testbed
