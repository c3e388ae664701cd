// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"
#include "mfa/mfa_settings.hpp"

// The rules: each looks at the facts and says what it finds. Their order, which is their priority, is in
// diagnose/rules.cpp.
namespace latchkey::diagnose {

/// A value of the profile that no command can read.
std::optional<Finding> unreadable_value(const Facts& facts);
/// A setting that begins with blanks, and so continues the one above it, in the selected profile or in one
/// that it is linked to. nullopt: none that matters to the credentials.
std::optional<Finding> continued_setting(const Facts& facts);
/// The error of the provider that is configured, or of a profile without any.
std::optional<Finding> broken_source(const Facts& facts);

/// What a sign-in would not help with: settings that only the token needs, and an invalid region.
std::optional<Finding> unusable_sso_settings(const Facts& facts);
/// A value that IAM Identity Center would reject.
std::optional<Finding> invalid_sso_value(const Facts& facts);
/// How IAM Identity Center is reached, if the credentials are not cached.
std::optional<Finding> unusable_sso_connection(const Facts& facts);
/// The token file of an `aws login` profile, and how the sign-in service is reached to renew it.
std::optional<Finding> unusable_login_token(const Facts& facts);

/// A value that STS would reject.
std::optional<Finding> invalid_value(const Facts& facts);
/// A parameter of AssumeRole, an MFA device or a setting of the MFA session that cannot be sent.
std::optional<Finding> invalid_argument(const Facts& facts);
/// Keys of a profile that cannot sign: exchanged, not an access key ID, or with a session token that does not
/// belong to them.
std::optional<Finding> invalid_key_pair(const Facts& facts);
/// The same of the keys in the environment; also if they have expired.
std::optional<Finding> unusable_environment_keys(const Facts& facts);
/// How STS is reached, if the credentials are not cached: cached ones are handed out without a call.
std::optional<Finding> unusable_sts_connection(const Facts& facts);
/// Why no call to AWS can be made, whether or not the credentials need one.
std::optional<Finding> unusable_calls(const Facts& facts);

/// A variable of latchkey's own with a value that the commands reject, if the credentials are not cached.
std::optional<Finding> invalid_variable(const Facts& facts);
/// A file in the place of latchkey's folder, where an MFA code cannot be asked for.
std::optional<Finding> unusable_state_folder(const Facts& facts);

/// A folder or a file that a prompt would need to write, and cannot; if a prompt is due.
std::optional<Finding> unusable_storage(const Facts& facts);

/// A secret that is empty: botocore accepts it, and AWS rejects what it signs.
std::optional<Finding> empty_secret(const Facts& facts);
/// A credential_process that cannot be started, or that asks latchkey for its own profile again.
std::optional<Finding> unusable_program(const Facts& facts);
/// A web identity token file that is not there or does not hold a token.
std::optional<Finding> unusable_web_identity_token(const Facts& facts);

/// Values that AWS would reject, where a configured endpoint may accept them.
std::vector<std::string> unusual_values(const Facts& facts);
/// What keeps calls to AWS from being made.
std::vector<std::string> connection_notes(const Facts& facts);
/// Variables about prompts that do not say what they are to.
std::vector<std::string> prompter_notes(const Facts& facts);
std::vector<std::string> sign_in_notes(const Facts& facts);
/// Settings that only other tools use, and the MFA device of a source profile.
std::vector<std::string> notes_of_other_tools(const Facts& facts);
/// The device that the first role may need and does not name. nullopt: none.
std::optional<InheritedDevice> device_behind(const Facts& facts);
/// The MFA device of a profile whose keys credential_process prints, and that has no role. nullopt: none.
std::optional<std::string> device_beside_program(const Facts& facts);
/// What is in the place of a cache entry and is not a file.
std::vector<std::string> cache_notes(const Facts& facts);
/// MFA sessions that are broken.
std::vector<std::string> session_notes(const Facts& facts);
/// A mfa_process that cannot be run, or a credential_process in the place of the one that adopt wrote.
/// What a latchkey exec that has ended left in the environment.
std::vector<std::string> ended_exec_notes(const Facts& facts);
std::vector<std::string> program_notes(const Facts& facts);

}  // namespace latchkey::diagnose
