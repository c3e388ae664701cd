// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"

namespace latchkey {

/// A header or a name without quotes, backslashes and invisible characters, and with one blank for each kind
/// of blank.
std::string plain_header(std::string_view header);

/// The name in a header that begins with the word profile, in whatever way; else the whole header.
std::string name_in_header(std::string_view header);

/// A name as one word of a header of the config file, where shlex.split() takes headers apart.
std::string header_word(std::string_view name);

/// The header of a profile in the config file: "[profile ops]".
std::string profile_header(std::string_view name);

/// The profile that `name` means, which is not there itself: `name` has brackets, quotes, blanks or the word
/// profile as its header has them. nullopt: none.
std::optional<std::string> meant_profile(const Config& config, std::string_view name);

/// A header that was probably meant for a profile and is read as something else, or not at all.
struct LostHeader {
  const ini::Section* section;  ///< of either file
  std::string right;            ///< how to write it: "[profile ops]"

  /// "write [profile ops] in the place of [profileops]".
  std::string fix() const;
};

/// The header that looks most like one for `name`, which is in neither file: it lacks the word profile or a
/// blank, has a quote, a no-break space or a word too many, begins with another word, or has letters in
/// another case. A header that is read as a profile is not lost. nullopt: there is none.
std::optional<LostHeader> find_lost_header(const Config& config, std::string_view name);

}  // namespace latchkey
