// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"
#include "mfa/mfa_settings.hpp"

// The rules. Each checks the facts and returns a finding. Their order, which is their priority, is in
// diagnose/rules.cpp.
namespace latchkey::diagnose {

/// A value of the profile that no command can read.
std::optional<Finding> unreadable_value(const Facts& facts);
/// An indented setting, which continues the one above it, in the selected profile or in one of its chain.
/// nullopt: none that affects the credentials.
std::optional<Finding> continued_setting(const Facts& facts);
/// The error of the configured provider, or of a profile without one.
std::optional<Finding> broken_source(const Facts& facts);

/// Problems that a sign-in does not solve: settings for the token, and an invalid region.
std::optional<Finding> unusable_sso_settings(const Facts& facts);
/// A value that IAM Identity Center would reject.
std::optional<Finding> invalid_sso_value(const Facts& facts);
/// An unusable connection to IAM Identity Center, if the credentials are not cached.
std::optional<Finding> unusable_sso_connection(const Facts& facts);
/// An invalid token file of an `aws login` profile, or an unusable connection to refresh it.
std::optional<Finding> unusable_login_token(const Facts& facts);

/// A value that STS would reject.
std::optional<Finding> invalid_value(const Facts& facts);
/// A parameter of AssumeRole, an MFA device or a setting of the MFA session that cannot be sent.
std::optional<Finding> invalid_argument(const Facts& facts);
/// Keys of a profile that cannot sign: exchanged, with an invalid access key ID, or with a session token of
/// other keys.
std::optional<Finding> invalid_key_pair(const Facts& facts);
/// The same for keys in the environment, and expired ones.
std::optional<Finding> unusable_environment_keys(const Facts& facts);
/// An unusable connection to STS, if the credentials are not cached.
std::optional<Finding> unusable_sts_connection(const Facts& facts);
/// An unusable connection to AWS, also if the credentials need no call.
std::optional<Finding> unusable_calls(const Facts& facts);

/// An invalid value of a LATCHKEY_ variable, if the credentials are not cached.
std::optional<Finding> invalid_variable(const Facts& facts);
/// A file in place of latchkey's folder, which prevents prompts.
std::optional<Finding> unusable_state_folder(const Facts& facts);

/// A folder or file that a prompt must write and cannot, if a prompt is needed.
std::optional<Finding> unusable_storage(const Facts& facts);

/// An empty secret, which botocore accepts and AWS rejects.
std::optional<Finding> empty_secret(const Facts& facts);
/// A credential_process that cannot be started, or that asks latchkey for its own profile again.
std::optional<Finding> unusable_program(const Facts& facts);
/// A web identity token file that is missing or does not contain a token.
std::optional<Finding> unusable_web_identity_token(const Facts& facts);

/// Values that AWS would reject, if a configured endpoint may accept them.
std::vector<std::string> unusual_values(const Facts& facts);
/// Problems that prevent calls to AWS.
std::vector<std::string> connection_notes(const Facts& facts);
/// Invalid variables for prompts.
std::vector<std::string> prompter_notes(const Facts& facts);
std::vector<std::string> sign_in_notes(const Facts& facts);
/// Settings that only other tools use, and the MFA device of a source profile.
std::vector<std::string> notes_of_other_tools(const Facts& facts);
/// The inherited device for the first role. nullopt: none.
std::optional<InheritedDevice> device_behind(const Facts& facts);
/// The MFA device of a profile whose keys credential_process prints, and that has no role. nullopt: none.
std::optional<std::string> device_beside_program(const Facts& facts);
/// What is in the place of a cache entry and is not a file.
std::vector<std::string> cache_notes(const Facts& facts);
/// Broken MFA sessions.
std::vector<std::string> session_notes(const Facts& facts);
/// Variables of a latchkey exec that has ended.
std::vector<std::string> ended_exec_notes(const Facts& facts);
/// A mfa_process that cannot be run, or a credential_process that replaced the one of adopt.
std::vector<std::string> program_notes(const Facts& facts);

}  // namespace latchkey::diagnose
