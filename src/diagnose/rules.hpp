// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"

namespace latchkey::diagnose {

/// The problem that prevents the profile from working: the finding of the first rule that has one. nullopt:
/// none that can be detected without prompts or network calls.
std::optional<Finding> find_problem(const Facts& facts);

/// The same for the facts of a Survey: only the error. Also nullopt for a profile without credentials.
std::optional<Error> find_problem_of_survey(const Facts& facts);

/// The profile behind a bridge profile with `credential_process = latchkey process --profile NAME`, also
/// through several bridges. nullopt: the profile is not a bridge.
std::optional<std::string> bridged_profile(const Facts& facts);

/// Notes about a working profile, a sentence each.
std::vector<std::string> find_notes(const Facts& facts);

}  // namespace latchkey::diagnose
