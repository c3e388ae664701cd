// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/config.hpp"
#include "diagnose/finding.hpp"

// Finds misspelled names of settings, which every tool ignores without a message.
namespace latchkey::diagnose {

/// The correct spelling of an unknown setting: with the prefix latchkey_ for role settings of an adopted
/// profile. nullopt: the name is known, no known name is similar, or the profile has the correct setting
/// already.
std::optional<std::string> intended_setting(const Profile& profile, std::string_view key);

struct MisspelledSetting {
  Place place;
  std::string key, meant;

  std::string fix() const { return "write " + meant + " in the place of " + key; }
  /// "mfa_seriel at ~/.aws/config:4 is not a setting ...".
  std::string text(const std::string& home) const;
};

/// The first unknown setting in the sections (nullptr: skipped) with a name similar to one of `wanted`, which
/// are without the prefix. nullopt: none.
std::optional<MisspelledSetting> misspelled(const std::vector<const ini::Section*>& sections,
                                            const std::vector<std::string>& wanted);

/// The misspelled settings of a profile, in the order of the files.
std::vector<MisspelledSetting> misspelled_settings(const Profile& profile);

}  // namespace latchkey::diagnose
