// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/config/config.hpp"

// Finds sections and settings that no tool, or only another tool, reads.
namespace latchkey::diagnose {

/// A section that no tool reads, although it looks like one of an existing profile: [dev] in the config file
/// next to [dev] in the credentials file, or [profile dev] in the credentials file.
struct UnreadSection {
  const ini::Section* section;
  const Profile* profile;
  std::vector<std::string> settings;  ///< its settings that affect credentials
  bool has_region = false;

  /// The correction: "write [profile dev] in the place of [dev]", or the place for its settings.
  std::string fix(const Config& config) const;
  /// "[dev] is not read as profile dev, so role_arn and mfa_serial there have no effect".
  std::string text() const;
};

/// In the order of the files, without sections that have no setting of a profile.
std::vector<UnreadSection> unread_sections(const Config& config);

/// "~/.aws/config:4: [dev] is not read ...; write [profile dev] ..." for sections with settings that affect
/// credentials. `names`: only of these profiles; empty: of all.
std::vector<std::string> warnings_of_unread_sections(const Config& config,
                                                     const std::vector<std::string>& names,
                                                     const std::string& home);

/// A setting of a profile that only another tool uses, or that has no effect next to the others.
struct ForeignSetting {
  std::string key;
  Origin origin;
  std::string effect;  ///< "aws-vault alone reads it, so the session has no source identity"
};

/// In the order of the table, with settings that others make useless last.
std::vector<ForeignSetting> foreign_settings(const Profile& profile);

/// "~/.aws/config:4: profile ops: source_identity has no effect: aws-vault alone reads it, ...".
std::string text_of(const ForeignSetting& setting, const Profile& profile, const std::string& home);

}  // namespace latchkey::diagnose
