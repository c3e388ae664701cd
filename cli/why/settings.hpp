// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/config/setup.hpp"
#include "aws/config/shown_error.hpp"

// Which settings a profile's credentials depend on, and where each of them stands.
namespace latchkey::cli {

struct WhyPlace {
  std::string path;
  std::uint32_t line = 0;
};

struct WhySetting {
  std::string profile;               ///< empty: it is a variable of the environment
  std::string key;                   ///< the variable's or the setting's name
  std::optional<std::string> value;  ///< nullopt: it may be a secret, and is not shown
  std::string section;               ///< as in the file, with brackets
  WhyPlace place;
  std::string ignored;  ///< why it does not count; empty: it does
};

/// The profile and those that its source_profile links lead to, as far as they go. nullptr is never in it.
std::vector<const Profile*> linked_profiles(const Config& config, const std::string& name);

/// The line of a file that an error names; nullopt: it names none.
std::optional<WhyPlace> place_of(const Origin& origin);
/// Where the setting that counts stands; nullopt: in neither file.
std::optional<WhyPlace> place_of(const Profile& profile, std::string_view key);
/// Where the profile's section begins: the config file's if it has one.
std::optional<WhyPlace> header_of(const Profile& profile);

/// Whether the profile says credential_source = Environment, so that the keys there count though it was
/// named.
bool takes_environment(const Setup& setup);

/// Variables first, then each profile's settings in the files' order.
std::vector<WhySetting> settings_behind(const Setup& setup);

/// Whether a text is an access key id and so no secret.
bool is_key_id(std::string_view text);

/// Where the region and the STS endpoint come from, in words; nullopt: neither is configured.
std::optional<std::string> region_origin(const Setup& setup, const std::optional<std::string>& argument,
                                         const std::string& home);
std::optional<std::string> endpoint_origin(const Setup& setup, const std::string& home);

/// "~/.aws/config:12".
std::string short_place(const WhyPlace& place, const std::string& home);

}  // namespace latchkey::cli
