// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/config.hpp"
#include "base/ini/line_edits.hpp"
#include "platform/host.hpp"
#include "platform/process/scoped_temp_dir.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Private copies of the shared files for a program that latchkey runs, in which each profile that needs an
/// MFA code says credential_process instead of role_arn: a profile named inside the program, which passes
/// over the credentials in the environment, then leads back to latchkey. latchkey itself goes on to read the
/// originals, as the first line of a copy says. After the end of the program, links to the originals replace
/// the copies for the processes that it left running, so that no secret stays.
class ProfileOverlay {
 public:
  /// `served`: the profile that an endpoint serves; there is then always a copy of the config file, with
  /// kRefreshProfile in it. nullopt: no profile needs a code. Errors: io - the copies cannot be written;
  /// config - the files have just changed and cannot be parsed.
  static Result<std::optional<ProfileOverlay>> make(const Host& host, const Config& config,
                                                    const std::optional<std::string>& served = {});

  /// Points the variables of the program at the copies.
  void enter(Environment& env) const;
  /// Leaves the copies to this process's end, whatever program it becomes. Without it they go with this
  /// value. Errors: io - nothing would remove them after a kill.
  Result<void> remove_at_process_exit() { return folder_.remove_at_process_exit(); }
  /// Ends the overlay now: the program ran beside this process.
  void end() { folder_.end(); }

 private:
  explicit ProfileOverlay(ScopedTempDir folder) : folder_(std::move(folder)) {}
  Result<std::string> write_copy(const Host& host, const std::string& name, const ConfigText& file,
                                 const LineEdits& edits, const std::optional<std::string>& served_by);

  ScopedTempDir folder_;
  std::string config_path_, credentials_path_;  // empty: that file needs no copy
};

/// A process in `exec`, or its program.
struct RunningExec {
  long process;
  bool refreshes;  ///< it serves an endpoint: `exec --refresh`
};

/// Ends the overlays of runs that were killed, and removes what has ended long ago
/// (remove_stale_temp_dirs()). Returns those whose overlays are in use.
std::vector<RunningExec> sweep_overlays(const Host& host);

/// Without an overlay of its own a program is not to see that of the program which ran latchkey.
void leave_overlay(Environment& env, const Config& config);

}  // namespace latchkey
