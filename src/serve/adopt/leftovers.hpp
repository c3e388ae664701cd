// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/host.hpp"
#include "serve/adopt/profile_overlay.hpp"
#include <latchkey/error.hpp>

// Removes the leftovers of killed latchkey processes: temporary files with credentials, overlays, the token
// of a killed server.
namespace latchkey {

/// A folder in which latchkey writes files through temporary files.
struct WrittenFolder {
  std::string path;
  enum class Kind {
    own,    ///< only latchkey writes to it
    cache,  ///< other AWS tools write to it as well, through similar temporary files
    other,  ///< the folder of a config or credentials file, which can be any folder
  } kind;
};

/// Each folder once, whether it exists or not.
std::vector<WrittenFolder> written_folders(const Host& host);

/// Removes latchkey's own temporary files that are ten minutes old, the overlays of ended runs, and the token
/// of a server that is not running. For commands that write anyway; it reads a dozen folders.
void sweep_leftovers(const Host& host);

struct LeftInPlace {
  int removed = 0;                   ///< number of removed temporary files
  std::vector<RunningExec> running;  ///< which hold credentials
};

/// The same for logout --all: removes every temporary file that no process is writing, and in the shared
/// caches those of other tools that are two seconds old. No tool needs that long to rename such a file, and a
/// leftover contains credentials. Waits up to two seconds for a younger one.
LeftInPlace remove_leftovers(const Host& host);

/// The backups of adopt and release. They contain long-term keys if the files did.
std::vector<std::string> backups(const Host& host);

/// Removes them. Errors: io.
Result<int> remove_backups(const Host& host);

}  // namespace latchkey
