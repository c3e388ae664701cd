// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/host.hpp"
#include "serve/adopt/profile_overlay.hpp"
#include <latchkey/error.hpp>

// What killed latchkey processes leave: temporary files with credentials in them, overlays, a dead server's
// token.
namespace latchkey {

/// Where latchkey writes files by way of a temporary file beside them.
struct WrittenFolder {
  std::string path;
  enum class Kind {
    own,    ///< only latchkey writes there
    cache,  ///< other AWS tools write there as well, by temporary files of the same sort
    other,  ///< the folder of a config or credentials file, which can be any folder
  } kind;
};

/// Each folder once, whether it exists or not.
std::vector<WrittenFolder> written_folders(const Host& host);

/// Removes latchkey's own temporary files that are ten minutes old, the overlays of runs that are over, and
/// the token of a server that is not running. For commands that write anyway; it reads a dozen folders.
void sweep_leftovers(const Host& host);

struct LeftInPlace {
  int removed = 0;                   ///< temporary files that were removed
  std::vector<RunningExec> running;  ///< which hold credentials
};

/// The same for logout --all: every temporary file that no process is writing, and in the shared caches those
/// of other tools, once they are two seconds old. No tool takes that long from making such a file to renaming
/// it, and what is left of one holds credentials that a tool was about to store. Waits up to two seconds if
/// there is one that is younger.
LeftInPlace remove_leftovers(const Host& host);

/// The backups that adopt and release made; they hold long-term keys if the files did.
std::vector<std::string> backups(const Host& host);

/// Removes them. Errors: io.
Result<int> remove_backups(const Host& host);

}  // namespace latchkey
