// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"

namespace latchkey {

/// A header that was probably meant for a profile and is read as something else, or not at all.
struct LostHeader {
  const ini::Section* section;  ///< of either file
  std::string right;            ///< how to write it: "[profile ops]"

  /// "write [profile ops] in the place of [profileops]".
  std::string fix() const;
};

/// The header that looks most like one for `name`, which is in neither file: it lacks the word profile or a
/// blank, has a quote, a no-break space or a word too many, begins with another word, or has letters in
/// another case. nullopt: there is none.
std::optional<LostHeader> find_lost_header(const Config& config, std::string_view name);

}  // namespace latchkey
