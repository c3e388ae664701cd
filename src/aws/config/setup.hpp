// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/config.hpp"
#include "aws/config/settings.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The context of one run: the machine, its configuration, the selected profile and region. The session
/// creates it once; other code only reads it.
struct Setup {
  Host host;
  Config config;
  Selection selection;
  std::optional<std::string> region;                          ///< nullopt: none is configured
  std::optional<std::string> region_argument = std::nullopt;  ///< the caller's argument, if any
  Origin region_origin = {};                                  ///< the origin of the region

  /// The selected profile. nullptr: none is selected and there is no "default".
  const Profile* profile() const { return config.find(selection.settings_name()); }
  Settings settings() const { return {host.env, profile()}; }
};

/// Checks the owners and modes of ~/.aws/latchkey, the folders in it and above it, and the shared caches. A
/// flaw of the shared caches, or one that this user cannot correct, is a warning. Errors: io.
Result<void> check_folders(const Host& host);

/// Reads the files, without selecting a profile. Errors: config - a file cannot be parsed;
/// io - check_folders().
Result<Setup> load_setup(Host host);

/// Sets the region of `setup`: the argument, or that of the environment or the selected profile.
void select_region(Setup& setup, const std::optional<std::string>& argument);

/// Reads the files and selects profile and region. Errors: config - a file cannot be parsed; missing - no
/// such profile; io - check_folders().
Result<Setup> make_setup(Host host, const std::optional<std::string>& profile,
                         const std::optional<std::string>& region);

}  // namespace latchkey
