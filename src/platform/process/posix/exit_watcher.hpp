// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace latchkey::posix {

/// The descriptor with which the watcher holds the folder's lock.
constexpr int kWatcherLock = 4;

/// Files, and the folder that they are in.
struct ExitCleanup {
  std::string folder;                   ///< empty: nothing
  std::vector<std::string> files;       ///< the first one is the lock, which goes last
  std::vector<std::string> successors;  ///< successors[i] replaces files[i] at the end; empty: nothing does
};

/// Removes them; what is not there is fine. Allocates nothing.
void clean_up(const ExitCleanup& left);

/// Removes the files without a successor, and the folder if nothing is left in it. Allocates nothing.
void replace_or_remove(const ExitCleanup& left);

/// Leaves a process behind that waits for the end of this one, across execve(), and then ends `left`. It
/// is nobody's child, has a session of its own and of the open files only `lock`. 0, or an errno value: it
/// could not be started, and `left` stays. Not for a program with threads. It runs this program anew, so that
/// no copy of our memory lasts; its arguments are `watcher` as its name, the folder, the number of this
/// process, and that of a descriptor for wait_for_end().
int clean_up_at_process_exit(const ExitCleanup& left, int lock, const std::string& watcher);

/// Waits for the end of `process`. `watch`: as clean_up_at_process_exit() handed it on; -1: there is
/// none.
void wait_for_end(int process, int watch);

}  // namespace latchkey::posix
