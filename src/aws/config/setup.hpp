// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/config.hpp"
#include "aws/config/settings.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// What one run is about: the machine, its configuration, the profile and the region chosen. Made once by the
/// session and only read below it.
struct Setup {
  Host host;
  Config config;
  Selection selection;
  std::optional<std::string> region;                          ///< nullopt: none is configured
  std::optional<std::string> region_argument = std::nullopt;  ///< what the caller named, if it did
  Origin region_origin = {};                                  ///< who says which region it is

  /// The selected profile. nullptr: nobody chose one and there is no "default".
  const Profile* profile() const { return config.find(selection.settings_name()); }
  Settings settings() const { return {host.env, profile()}; }
};

/// Checks the owners and modes of ~/.aws/latchkey, the folders in it and above it, and the shared caches. A
/// flaw of the latter, or one that this user cannot mend, is a warning. Errors: io.
Result<void> check_folders(const Host& host);

/// Reads the files; no profile is chosen yet. Errors: config - a file cannot be parsed; io - check_folders().
Result<Setup> load_setup(Host host);

/// Sets the region of `setup`: the argument's, or the one that its selected profile or the environment names.
void select_region(Setup& setup, const std::optional<std::string>& argument);

/// Reads the files and chooses. Errors: config - a file cannot be parsed; missing - no such profile; io -
/// check_folders().
Result<Setup> make_setup(Host host, const std::optional<std::string>& profile,
                         const std::optional<std::string>& region);

}  // namespace latchkey
