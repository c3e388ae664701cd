// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/config.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// A sign-in at IAM Identity Center: an [sso-session] section, or settings in the profile.
struct SsoSession {
  std::optional<std::string> name;  ///< nullopt: the older form without a section
  std::string start_url;
  std::string region;
  std::vector<std::string> scopes;  ///< requested by a sign-in; empty: not configured
  Origin region_origin = {};        ///< the origin of the region

  /// Its name in messages.
  const std::string& shown() const { return name ? *name : start_url; }
};

/// The SSO settings of a profile.
struct SsoSettings {
  std::string profile;
  SsoSession session;
  std::string account_id, role_name;
};

/// nullopt: the profile has neither sso_account_id nor sso_role_name. Errors: config - the section or a
/// setting is missing, or profile and section have different values. Source:
/// botocore/credentials.py:2389-2460.
Result<std::optional<SsoSettings>> sso_settings(const Config& config, const std::string& profile);

/// Only the profile's sign-in, which `sso_session` without a role needs as well. nullopt: it names none.
/// Errors: config - as botocore reports them when it creates a client (tokens.py:283-315): the section is
/// missing or empty, or lacks sso_start_url or sso_region.
Result<std::optional<SsoSession>> token_session(const Config& config, const Profile& profile);

/// Whether the profile has a setting that only a profile of IAM Identity Center needs.
bool may_be_sso(const Profile& profile);

/// "Admin in 123456789012"
std::string role_text(const SsoSettings& settings);

}  // namespace latchkey
