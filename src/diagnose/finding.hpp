// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include <latchkey/error.hpp>

// A problem that prevents a profile from working, and its correction.
namespace latchkey::diagnose {

/// A line of a configuration file. Lines count from 1.
struct Place {
  std::string path;
  std::uint32_t line = 0;
};

struct Finding {
  Error error;
  std::optional<Place> place;  ///< the line to change; nullopt: the fault is not in a file
  std::string fix;             ///< the correction, as an instruction
};

/// The line of a file that an error names; nullopt: it names none.
std::optional<Place> place_of(const Origin& origin);
/// The effective setting; nullopt: neither file has it.
std::optional<Place> place_of(const Profile& profile, std::string_view key);
/// The header of the profile's section, preferably in the config file.
std::optional<Place> header_of(const Profile& profile);

/// A finding about a line, which is the origin of its error unless the error has one.
Finding finding_at(Error error, std::optional<Place> place, std::string fix);

/// "~/.aws/config:12".
std::string short_place(const Place& place, const std::string& home);
/// `text` with "~" for the home folder in its paths.
std::string with_short_paths(const std::string& text, const std::string& home);

/// The fix in one line: "correct line 12 of ~/.aws/config: write region = eu-west-1".
std::string next_step(const Finding& finding, const std::string& home);

}  // namespace latchkey::diagnose
