// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/why/report.hpp"

// Slips of the pen in the two files that show up somewhere else: the line that is wrong is not the one that
// an error names.
namespace latchkey::cli {

/// In a file that cannot be parsed: a header that is not read as one, above the line that `error` names or
/// there. nullopt: there is none.
std::optional<WhyProblem> broken_header(const Error& error, const WhyPlace& named);

/// A setting that begins with blanks, and so is a part of the one above it, in the selected profile or in one
/// that it is linked to. nullopt: none that matters to the credentials.
std::optional<WhyProblem> continued_setting(const Setup& setup);

/// [profile NAME] in the credentials file, where it is not read as NAME. nullopt: it is not there.
std::optional<WhyProblem> misplaced_profile_word(const Config& config, const std::string& name,
                                                 const Error& error);

/// The header of a profile that begins with blanks, and so is a part of the setting above it. nullopt: none
/// is.
std::optional<WhyProblem> indented_header(const Config& config, const std::string& name, const Error& error);

/// A profile that is there and that `link`, a source_profile, means: with the word "profile" before it, or in
/// quotes. Empty: none.
std::string name_in_link(const Config& config, const std::string& link);

/// `text` with "~" for the home folder in the paths that it holds.
std::string with_short_paths(const std::string& text, const std::string& home);

}  // namespace latchkey::cli
