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

/// The common parameters of operations that assume a role.
struct RoleParameters {
  std::string role_arn;
  std::string session_name;
  std::optional<std::int64_t> duration;  ///< seconds
};

/// Reads them; `parameters` collects violations.
RoleParameters read_role_parameters(Parameters& parameters);

/// Rejects text that is not a role ARN. Call it after verdict().
Judged<void> check_role_arn(const std::string& text);

/// The duration of the session in seconds: the requested one, unless the role's own lifetime overrides it.
Judged<std::int64_t> judge_duration(bool is_chained, const Role& role, std::optional<std::int64_t> asked);

/// The <AssumedRoleUser> element of a reply.
std::string assumed_role_xml(const Caller& assumed);

}  // namespace testbed
