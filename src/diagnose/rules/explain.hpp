// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"

// From an error to the line that has to change, and to what.
namespace latchkey::diagnose {

/// The finding of `rule` about a role, from the selected profile's to the one that the keys assume. `known`:
/// remembers the answers of this rule.
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

/// In a file that cannot be parsed: a header that is not read as one, above the line that `error` names or
/// there. nullopt: there is none.
std::optional<Finding> broken_header(const Error& error, const Place& named);

/// In a file that cannot be parsed: the start of what a merge of two versions left. nullopt: nothing.
std::optional<Finding> merge_conflict(const Place& named);

/// [profile NAME] in the credentials file, where it is not read as NAME. nullopt: it is not there.
std::optional<Finding> misplaced_profile_word(const Config& config, const std::string& name,
                                              const Error& error);

/// The header of a profile that begins with blanks, and so is a part of the setting above it. nullopt: none
/// is.
std::optional<Finding> indented_header(const Config& config, const std::string& name, const Error& error);

/// A name for a profile that holds what `profile` gets its credentials from: "ops-source".
std::string name_of_new_source(const Config& config, const Profile& profile);

enum class WhichFile { config, credentials };

/// A variable that names a file which is not there or is none, or a file that may not be read. nullopt: the
/// file was read, or nothing says that there is one.
std::optional<Finding> file_behind(const Setup& setup, WhichFile which, const Error& error);
/// Of either file, config first.
std::optional<Finding> file_behind(const Setup& setup, const Error& error);

/// The error of a profile for which only EC2 instance metadata is left, where nothing shows that there is
/// any.
Error no_credentials(const Setup& setup);

/// The likely cause of it and of the chain's own "unable to locate credentials". nullopt: another
/// error, or nothing that this knows.
std::optional<Finding> nothing_configured_problem(const Setup& setup, const Error& error);

/// The settings that sso_settings() rejected for the last of the linked profiles. nullopt: `error` is about
/// something else.
std::optional<Finding> sso_settings_problem(const Facts& facts, const Error& error);
/// A profile without keys that has only a part of the settings. nullopt: it has none of them.
std::optional<Finding> half_sso_problem(const Config& config, const Profile& profile, const Error& error);

/// Names the line of the value that `error` is about.
Finding at_value(const Facts& facts, const Error& error);

/// "below [profile ops]", "below [base]": the section that `place` is in.
std::string below(const Config& config, const Profile& profile, const Place& place);

}  // namespace latchkey::diagnose
