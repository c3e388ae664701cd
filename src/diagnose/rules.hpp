// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"

namespace latchkey::diagnose {

/// What keeps the profile from working: the finding of the first rule that has one. nullopt: nothing that can
/// be seen without asking or calling anybody.
std::optional<Finding> find_problem(const Facts& facts);

/// The same for the facts of a Survey: the error alone. nullopt also for a profile without any credentials.
std::optional<Error> find_problem_of_survey(const Facts& facts);

/// The profile whose credentials latchkey itself gives to this one, as `credential_process = latchkey process
/// --profile NAME` says, also from bridge to bridge. nullopt: the profile is not such a bridge.
std::optional<std::string> bridged_profile(const Facts& facts);

/// What is worth knowing although the profile works, a sentence each.
std::vector<std::string> find_notes(const Facts& facts);

}  // namespace latchkey::diagnose
