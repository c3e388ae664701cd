// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"

// Maps errors to the line to change and its correction.
namespace latchkey::diagnose {

/// The first finding of `rule` about a role, from the selected profile's to the one assumed with the keys.
/// `known` caches the results of this rule.
template <typename Rule>
std::optional<Finding> first_of_roles(const Facts& facts, FirstFault<RoleChain>& known, const Rule& rule) {
  if (facts.role_chain == nullptr) return std::nullopt;
  const auto has_fault = [&](const RoleChain& role) { return rule(facts, role).has_value(); };
  const auto* found =
      known.find(*facts.role_chain, has_fault, [](const RoleChain& role) { return role.source; });
  return found != nullptr ? rule(facts, *found) : std::nullopt;
}

/// A file cannot be parsed.
Finding explain_broken_file(const Error& error);
/// No such profile. `setup` has the files and no selection yet.
Finding explain_missing_profile(const Setup& setup, const std::string& name, const std::string& chosen_by,
                                const Error& error);

/// In a file that cannot be parsed: an invalid header at or above the line that `error` names. nullopt: none.
std::optional<Finding> broken_header(const Error& error, const Place& named);

/// In a file that cannot be parsed: the start of a merge conflict. nullopt: none.
std::optional<Finding> merge_conflict(const Place& named);

/// [profile NAME] in the credentials file, where it is not read as NAME. nullopt: none.
std::optional<Finding> misplaced_profile_word(const Config& config, const std::string& name,
                                              const Error& error);

/// An indented header of a profile, which belongs to the setting above it. nullopt: none.
std::optional<Finding> indented_header(const Config& config, const std::string& name, const Error& error);

/// A name for a new profile with the credential settings of `profile`: "ops-source".
std::string name_of_new_source(const Config& config, const Profile& profile);

enum class WhichFile { config, credentials };

/// A variable that names a missing or invalid file, or an unreadable file. nullopt: the file was read, or no
/// setting names one.
std::optional<Finding> file_behind(const Setup& setup, WhichFile which, const Error& error);
/// Of either file, config first.
std::optional<Finding> file_behind(const Setup& setup, const Error& error);

/// The error of a profile for which only EC2 instance metadata remains, without evidence that it exists.
Error no_credentials(const Setup& setup);

/// The likely cause of that error, or of "unable to locate credentials" from the chain. nullopt: another
/// error, or no known cause.
std::optional<Finding> nothing_configured_problem(const Setup& setup, const Error& error);

/// The finding for settings that sso_settings() rejected for the last of the linked profiles. nullopt:
/// `error` is about something else.
std::optional<Finding> sso_settings_problem(const Facts& facts, const Error& error);
/// The finding for a profile without keys that has only some of the SSO settings. nullopt: it has none.
std::optional<Finding> half_sso_problem(const Config& config, const Profile& profile, const Error& error);

/// The finding with the line of the value that caused `error`.
Finding at_value(const Facts& facts, const Error& error);
/// The same for a setting of how AWS is reached, which may be a variable or an option.
Finding at_connection(const Facts& facts, const Error& error);

/// The section of `place`: "below [profile ops]", "below [base]".
std::string below(const Config& config, const Profile& profile, const Place& place);

}  // namespace latchkey::diagnose
