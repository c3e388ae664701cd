// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"
#include "diagnose/unread_settings.hpp"

// The settings that a profile's credentials depend on, with their origins.
namespace latchkey::diagnose {

struct ShownSetting {
  std::string profile;               ///< empty: it is an environment variable
  std::string key;                   ///< the variable's or the setting's name
  std::optional<std::string> value;  ///< nullopt: hidden, because it may be a secret
  std::string section;               ///< as in the file, with brackets
  Place place;
  std::string ignored;  ///< why it is ignored; empty: it is not
};

/// Whether the profile has credential_source = Environment, so that keys in the environment apply although a
/// profile is named.
bool takes_environment(const Facts& facts);

/// Variables first, then each profile's settings in the files' order.
std::vector<ShownSetting> settings_behind(const Facts& facts);

/// Unread sections that look like those of the profiles behind the credentials.
std::vector<UnreadSection> unread_sections_behind(const Facts& facts);

/// Whether a text is an access key ID, and therefore not a secret.
bool is_key_id(std::string_view text);

}  // namespace latchkey::diagnose
