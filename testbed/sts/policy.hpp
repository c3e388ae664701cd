// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "world/caller.hpp"
#include "world/world.hpp"

namespace testbed {

/// What the conditions of a role's trust policy look at.
struct AssumeContext {
  std::optional<std::string> external_id;
  std::optional<std::int64_t> mfa_at;  ///< nullopt: aws:MultiFactorAuthPresent is absent
  std::int64_t now = 0;
};

/// Whether the caller may assume the role: the role's trust, its conditions, and the caller's own policy,
/// which is not asked when a role of the same account names the caller itself.
bool may_assume(const Caller& caller, const Role& role, const AssumeContext& context);

}  // namespace testbed
