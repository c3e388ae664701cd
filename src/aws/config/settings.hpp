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

/// Which profile was chosen, and how: only one that was named to us directly removes environment credentials.
struct Selection {
  std::optional<std::string> name;  ///< nullopt: nobody chose, so "default", which may then be missing
  bool is_explicit = false;
  bool is_of_ended_run = false;  ///< a variable names kRefreshProfile, of an `exec --refresh` that has ended

  /// Whose credentials are wanted. An empty name lends its settings, but not its credentials
  /// (botocore/credentials.py:92).
  std::string profile_name() const { return name.value_or("").empty() ? "default" : *name; }
  std::string settings_name() const { return name.value_or("default"); }  ///< whose settings count
};

/// The argument, else AWS_DEFAULT_PROFILE, else AWS_PROFILE; a variable that is set counts even if it is
/// empty. In place of the profile of an ended `exec --refresh`: the one that LATCHKEY_PROFILE names.
/// Errors: missing - the profile is not in either file. Source: botocore/session.py:391-427,
/// configprovider.py:73.
Result<Selection> select_profile(const std::optional<std::string>& argument, const Environment& env,
                                 const Config& config);

/// The error for a profile that is in neither file: with the profile that was meant, the line of a header
/// that was meant for it, or the names that come near. `from`: the variable that names it; empty: an option.
tl::unexpected<Error> no_such_profile(const std::string& name, const Config& config,
                                      const std::string& from = {});

/// A value that is configured, and where.
struct ConfiguredValue {
  std::string text;
  Origin origin;
};

/// Looks a configuration variable up as botocore does: environment, then the selected profile; the first that
/// is present counts, even if it is empty. Source: botocore/configprovider.py:390-460.
class Settings {
 public:
  /// `profile`: the selected one; nullptr where none is.
  Settings(const Environment& env, const Profile* profile) : env_(&env), profile_(profile) {}

  std::optional<ConfiguredValue> get(std::string_view variable, std::string_view key) const;
  /// Only "true", in any case, is true.
  bool is_true(std::string_view variable, std::string_view key) const;

 private:
  const Environment* env_;
  const Profile* profile_;
};

}  // namespace latchkey
