// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"

namespace latchkey {

/// A header or a name without quotes, backslashes and invisible characters, and with ASCII blanks only.
std::string plain_header(std::string_view header);

/// The name in a header that begins with any form of the word profile; else the whole header.
std::string name_in_header(std::string_view header);

/// A name as one word of a config file header, which shlex.split() splits.
std::string header_word(std::string_view name);

/// The header of a profile in the config file: "[profile ops]".
std::string profile_header(std::string_view name);

/// The profile that a wrong `name` means: `name` has brackets, quotes, blanks or the word profile as in the
/// header. nullopt: none.
std::optional<std::string> meant_profile(const Config& config, std::string_view name);

/// A header that was probably meant for a profile, but is read as something else or ignored.
struct LostHeader {
  const ini::Section* section;  ///< of either file
  std::string right;            ///< the correct header: "[profile ops]"

  /// "write [profile ops] in the place of [profileops]".
  std::string fix() const;
};

/// The header most similar to that of the missing profile `name`: without the word profile or a blank, with
/// an extra quote, no-break space or word, with another first word, or in another case. Omits headers that
/// are read as profiles. nullopt: there is none.
std::optional<LostHeader> find_lost_header(const Config& config, std::string_view name);

}  // namespace latchkey
