// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/config.hpp"
#include "platform/host.hpp"
#include "platform/process/scoped_temp_dir.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The profile that a program is given beside an endpoint: one without settings, so that every SDK goes on to
/// it.
inline constexpr const char* kRefreshProfile = "latchkey-refresh";

/// Private copies of the shared files for a program that latchkey runs, in which each profile that needs an
/// MFA code says credential_process instead of role_arn: a profile named inside the program, which passes
/// over the credentials in the environment, then leads back to latchkey. latchkey itself goes on to read the
/// originals, as the first line of a copy says.
class ProfileOverlay {
 public:
  /// `added`: lines for the end of the config file; with them there is always a copy of it. nullopt: no
  /// profile needs a code. Errors: io - the copies cannot be written; config - the files have just changed
  /// and cannot be parsed.
  static Result<std::optional<ProfileOverlay>> make(const Host& host, const Config& config,
                                                    const std::string& added = {});

  /// Points the variables of the program at the copies.
  void enter(Environment& env) const;
  /// Leaves the copies to this process's end, whatever program it becomes. Without it they go with this
  /// value. Errors: io - nothing would remove them after a kill.
  Result<void> remove_at_process_exit() { return folder_.remove_at_process_exit(); }

 private:
  explicit ProfileOverlay(ScopedTempDir folder) : folder_(std::move(folder)) {}

  ScopedTempDir folder_;
  std::string config_path_, credentials_path_;  // empty: that file needs no copy
};

/// Without an overlay of its own a program is not to see that of the program which ran latchkey.
void leave_overlay(Environment& env, const Config& config);

}  // namespace latchkey
