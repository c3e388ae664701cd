// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/finding.hpp"
#include "diagnose/unread_settings.hpp"

// Which settings a profile's credentials depend on, and where each of them stands.
namespace latchkey::diagnose {

struct ShownSetting {
  std::string profile;               ///< empty: it is a variable of the environment
  std::string key;                   ///< the variable's or the setting's name
  std::optional<std::string> value;  ///< nullopt: it may be a secret, and is not shown
  std::string section;               ///< as in the file, with brackets
  Place place;
  std::string ignored;  ///< why it does not count; empty: it does
};

/// Whether the profile says credential_source = Environment, so that the keys there count though it was
/// named.
bool takes_environment(const Facts& facts);

/// Variables first, then each profile's settings in the files' order.
std::vector<ShownSetting> settings_behind(const Facts& facts);

/// Sections that look like ones of the profiles behind the credentials and that no tool reads.
std::vector<UnreadSection> unread_sections_behind(const Facts& facts);

/// Whether a text is an access key id and so no secret.
bool is_key_id(std::string_view text);

/// Where the region and the STS endpoint come from, in words; nullopt: neither is configured.
std::optional<std::string> region_origin(const Setup& setup, const std::optional<std::string>& argument,
                                         const std::string& home);
std::optional<std::string> endpoint_origin(const Setup& setup, const std::string& home);

}  // namespace latchkey::diagnose
