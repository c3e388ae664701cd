// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/config.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// A sign-in at IAM Identity Center: its own [sso-session] section, or settings of the profile alone.
struct SsoSession {
  std::optional<std::string> name;  ///< nullopt: the older form, without a section
  std::string start_url;
  std::string region;
  std::vector<std::string> scopes;  ///< what a sign-in asks for; empty: nothing is said
  Origin region_origin = {};        ///< where the region is configured

  /// How messages name it.
  const std::string& shown() const { return name ? *name : start_url; }
};

/// What a profile wants from there.
struct SsoSettings {
  std::string profile;
  SsoSession session;
  std::string account_id, role_name;
};

/// nullopt: the profile has neither sso_account_id nor sso_role_name. Errors: config - a section that is not
/// there, settings that are missing, or that profile and section say differently. Source:
/// botocore/credentials.py:2389-2460.
Result<std::optional<SsoSettings>> sso_settings(const Config& config, const std::string& profile);

/// The profile's sign-in alone, as `sso_session` without a role needs it too. nullopt: it names none.
/// Errors: config - as botocore finds them whenever a client is made (tokens.py:283-315): the section is not
/// there, is empty, or lacks sso_start_url or sso_region.
Result<std::optional<SsoSession>> token_session(const Config& config, const Profile& profile);

}  // namespace latchkey
