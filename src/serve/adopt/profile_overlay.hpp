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

/// Private copies of the shared files for a program that latchkey runs. In them, each profile that needs an
/// MFA code has credential_process instead of role_arn, so that a profile selected inside the program, which
/// ignores credentials in the environment, obtains its credentials from latchkey. latchkey itself reads the
/// originals, which the first line of a copy names. After the end of the program, links to the originals
/// replace the copies, for processes that it left running and so that no secret remains.
class ProfileOverlay {
 public:
  /// `served`: the profile of an endpoint; there is then always a copy of the config file, with
  /// kRefreshProfile. nullopt: no profile needs a code. Errors: io - the copies cannot be written;
  /// config - the files have just changed and cannot be parsed.
  static Result<std::optional<ProfileOverlay>> make(const Host& host, const Config& config,
                                                    const std::optional<std::string>& served = {});

  /// Points the variables of the program at the copies.
  void enter(Environment& env) const;
  /// Keeps the copies until the end of this process, also after replace_process(). Without it the destructor
  /// removes them. Errors: io - nothing would remove them after a kill.
  Result<void> remove_at_process_exit() { return folder_.remove_at_process_exit(); }
  /// Ends the overlay now, for a program that ran as a child.
  void end() { folder_.end(); }

 private:
  explicit ProfileOverlay(ScopedTempDir folder) : folder_(std::move(folder)) {}
  Result<std::string> write_copy(const Host& host, const std::string& name, const ConfigText& file,
                                 const LineEdits& edits, const std::optional<std::string>& served_by);

  ScopedTempDir folder_;
  std::string config_path_, credentials_path_;  // empty: this file needs no copy
};

/// A process in `exec`, or its program.
struct RunningExec {
  long process;
  bool refreshes;  ///< it serves an endpoint: `exec --refresh`
};

/// Ends the overlays of killed runs, and removes old ones (remove_stale_temp_dirs()). Returns the runs whose
/// overlays are in use.
std::vector<RunningExec> remove_stale_overlays(const Host& host);

/// Removes the overlay of the program that ran latchkey from the environment, for a program without its own
/// overlay.
void leave_overlay(Environment& env, const Config& config);

}  // namespace latchkey
