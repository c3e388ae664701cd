// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// One AssumeRole call, as a profile asks for it.
struct RoleStep {
  std::string profile;  ///< whose role_arn it is
  std::string role_arn;
  std::optional<std::string> session_name;  ///< nullopt or empty: generated at the call
  std::optional<std::string> external_id;
  std::optional<std::string> mfa_serial;
  std::optional<long long> duration_seconds;
  bool duration_is_ignored = false;  ///< it is set, and no number
};

/// What a profile's source_profile links amount to: base credentials and the roles to assume with them.
struct RolePlan {
  std::vector<RoleStep> steps;  ///< at least one, in the order of assuming: the selected profile's comes last
  std::string base_profile;  ///< profile that the base credentials come from; empty: credential_source says
  std::string
      credential_source;  ///< Environment, EcsContainer or Ec2InstanceMetadata; empty: base_profile says

  bool needs_code() const;  ///< whether any step names an MFA device
};

/// Whether the assume-role provider is the one to look at this profile (botocore/credentials.py:1625).
bool has_role_settings(const Profile& profile);

/// Follows source_profile from `name`. Pure: no file, no network, no clock. nullopt: the profile assumes no
/// role. Errors: config - a profile that is missing, links in a loop, both or neither kind of source, an
/// unknown credential_source; always naming the profile. Source: botocore/credentials.py:1625-1842.
Result<std::optional<RolePlan>> plan_roles(const Config& config, const std::string& name);

}  // namespace latchkey
