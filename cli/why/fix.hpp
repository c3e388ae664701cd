// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/why/report.hpp"

// From an error to the line that has to change, and to what.
namespace latchkey::cli {

/// A file cannot be parsed.
WhyProblem explain_broken_file(const Error& error);
/// No such profile. `setup` has the files and no selection yet.
WhyProblem explain_missing_profile(const Setup& setup, const std::string& name, const std::string& chosen_by,
                                   const Error& error);
/// Whatever would keep the selected profile from working, found without asking or calling anybody; nullopt:
/// nothing is wrong that can be seen from here.
std::optional<WhyProblem> find_problem(const Setup& setup);

/// What to do, in one line.
std::string next_of(const WhyProblem& problem, const std::string& home);

}  // namespace latchkey::cli
