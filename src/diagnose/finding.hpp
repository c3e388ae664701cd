// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include <latchkey/error.hpp>

// What keeps a profile from working, and what to do about it.
namespace latchkey::diagnose {

/// A line of a configuration file. Lines count from 1.
struct Place {
  std::string path;
  std::uint32_t line = 0;
};

struct Finding {
  Error error;
  std::optional<Place> place;  ///< of the line to change; nullopt: the fault is not in a file
  std::string fix;             ///< what to write there, or to do
};

/// The line of a file that an error names; nullopt: it names none.
std::optional<Place> place_of(const Origin& origin);
/// The setting that counts; nullopt: neither file has it.
std::optional<Place> place_of(const Profile& profile, std::string_view key);
/// The header of the profile's section: the config file's if it has one.
std::optional<Place> header_of(const Profile& profile);

/// A finding about a line, which is the origin of its error unless the error has one.
Finding finding_at(Error error, std::optional<Place> place, std::string fix);

/// "~/.aws/config:12".
std::string short_place(const Place& place, const std::string& home);
/// `text` with "~" for the home folder in the paths that it holds.
std::string with_short_paths(const std::string& text, const std::string& home);

/// The fix in one line: "correct line 12 of ~/.aws/config: write region = eu-west-1".
std::string next_step(const Finding& finding, const std::string& home);

}  // namespace latchkey::diagnose
