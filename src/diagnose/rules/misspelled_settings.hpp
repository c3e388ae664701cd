// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/config.hpp"
#include "diagnose/finding.hpp"

// Settings whose names are misspelt, which every tool passes over in silence.
namespace latchkey::diagnose {

/// The setting that was meant by a name which no tool knows, as it has to be written: an adopted profile has
/// the settings of its role with the prefix latchkey_. nullopt: it is known, or like none that is, or the
/// profile has that one already.
std::optional<std::string> intended_setting(const Profile& profile, std::string_view key);

struct MisspelledSetting {
  Place place;
  std::string key, meant;

  std::string fix() const { return "write " + meant + " in the place of " + key; }
  /// "mfa_seriel at ~/.aws/config:4 is not a setting ...".
  std::string text(const std::string& home) const;
};

/// A setting of the sections, the first that is not nullptr first, that no tool knows and that is spelled
/// almost like one of `wanted`, which are without the prefix. nullopt: none.
std::optional<MisspelledSetting> misspelled(const std::vector<const ini::Section*>& sections,
                                            const std::vector<std::string>& wanted);

/// Those of a profile, in the files' order.
std::vector<MisspelledSetting> misspelled_settings(const Profile& profile);

}  // namespace latchkey::diagnose
