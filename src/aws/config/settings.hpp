// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The variable in which `exec` names its profile.
inline constexpr const char* kProfileVariable = "LATCHKEY_PROFILE";

/// The selected profile. Only an explicitly named one removes environment credentials from the chain.
struct Selection {
  std::optional<std::string> name;  ///< nullopt: none, so "default", which may be missing
  bool is_explicit = false;
  bool is_of_ended_run = false;  ///< a variable names kRefreshProfile, of an `exec --refresh` that has ended

  /// The profile of the credentials. A profile with an empty name provides settings, but no credentials
  /// (botocore/credentials.py:92).
  std::string profile_name() const { return name.value_or("").empty() ? "default" : *name; }
  std::string settings_name() const { return name.value_or("default"); }  ///< the profile of the settings
};

/// The argument, else AWS_DEFAULT_PROFILE, else AWS_PROFILE; a variable that is set applies even if it is
/// empty. LATCHKEY_PROFILE replaces the profile of an ended `exec --refresh`.
/// Errors: missing - the profile is not in either file. Source: botocore/session.py:391-427,
/// configprovider.py:73.
Result<Selection> select_profile(const std::optional<std::string>& argument, const Environment& env,
                                 const Config& config);

/// The error for a profile that is in neither file, with the intended profile, the line of a misspelled
/// header, or similar names. `from`: the variable that names it; empty: an option.
tl::unexpected<Error> no_such_profile(const std::string& name, const Config& config,
                                      const std::string& from = {});

/// A configured value and its origin.
struct ConfiguredValue {
  std::string text;
  Origin origin;
};

/// Looks up a configuration value as botocore does: environment, then the selected profile. The first that is
/// present applies, even if it is empty. Source: botocore/configprovider.py:390-460.
class Settings {
 public:
  /// `profile`: the selected one, or nullptr.
  Settings(const Environment& env, const Profile* profile) : env_(&env), profile_(profile) {}

  std::optional<ConfiguredValue> get(std::string_view variable, std::string_view key) const;
  /// Only "true", in any case, is true.
  bool is_true(std::string_view variable, std::string_view key) const;

  const Environment& env() const { return *env_; }
  const Profile* profile() const { return profile_; }

 private:
  const Environment* env_;
  const Profile* profile_;
};

/// The region: `argument`, else AWS_DEFAULT_REGION (not AWS_REGION, which botocore does not read), else the
/// selected profile's.
std::optional<ConfiguredValue> find_region(const std::optional<std::string>& argument,
                                           const Settings& settings);

}  // namespace latchkey
