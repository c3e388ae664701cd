// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/role_plan.hpp"

// What botocore sends as it is and AWS refuses. Other services that speak STS accept it, such as MinIO, whose
// role is arn:xxx:xxx:xxx:xxxx: at an endpoint that is not AWS's own, nothing here keeps a profile from being
// used.
namespace latchkey {

/// A setting of a profile whose value does not have the form that AWS requires.
struct InvalidValue {
  std::string profile, setting;
  std::string what;  ///< "role_arn is not an IAM role ARN: "...""
  std::string fix;   ///< "write role_arn = arn:aws:iam::ACCOUNT:role/NAME"

  /// "profile ops: role_arn is ..."
  std::string message() const { return "profile " + profile + ": " + what; }
};

/// Describes an invalid account ID: not twelve digits. nullopt: it is valid.
std::optional<std::string> account_id_fault(std::string_view id);

/// role_arn, mfa_serial, role_session_name, external_id and duration_seconds of a step, as far as it has
/// them. `by_role`: its keys are a role's, which shortens what it may last (role chaining). Source: the API
/// reference of AWS STS, AssumeRole; that of IAM, identifiers.
std::vector<InvalidValue> invalid_values(const RoleStep& step, bool by_role);

/// Checks all steps. `base_is_role`: a role's credentials sign the first call.
std::vector<InvalidValue> invalid_values(const RolePlan& plan, bool base_is_role);

/// A note about a duration that is ignored, or too short for other tools to reuse cached credentials:
/// "duration_seconds at ~/.aws/config:9 is ...". nullopt: none.
std::optional<std::string> duration_note(const Profile& profile, const std::string& home);

/// A line to show before a prompt for a code that would be lost, or, where an endpoint is configured, may be:
/// with the place of the setting.
std::string warning_of(const Config& config, const InvalidValue& invalid, bool is_at_aws,
                       const std::string& home);

}  // namespace latchkey
