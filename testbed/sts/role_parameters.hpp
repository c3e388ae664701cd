// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "auth/aws_error.hpp"
#include "sts/parameters.hpp"
#include "world/sessions.hpp"
#include "world/world.hpp"

namespace testbed {

/// What every operation that assumes a role is told.
struct RoleParameters {
  std::string role_arn;
  std::string session_name;
  std::optional<std::int64_t> duration;  ///< seconds
};

/// Reads them; a breach waits in `parameters` for its verdict.
RoleParameters read_role_parameters(Parameters& parameters);

/// Refuses what is no ARN of a role; to be asked after the verdict.
Judged<void> check_role_arn(const std::string& text);

/// How long the session lasts, in seconds: what was asked for, unless the role's own lifetime overrides it.
Judged<std::int64_t> judge_duration(bool is_chained, const Role& role, std::optional<std::int64_t> asked);

/// The <AssumedRoleUser> element of a reply.
std::string assumed_role_xml(const Caller& assumed);

}  // namespace testbed
