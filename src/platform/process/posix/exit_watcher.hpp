// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace latchkey::posix {

/// The descriptor with which the watcher holds the folder's lock.
constexpr int kWatcherLock = 4;

/// Files and their folder, for cleanup at the end of a process.
struct ExitCleanup {
  std::string folder;                   ///< empty: nothing
  std::vector<std::string> files;       ///< the first one is the lock, which is removed last
  std::vector<std::string> successors;  ///< successors[i] replaces files[i] at the end; empty: no successor
};

/// Removes them; ignores missing files. Does not allocate.
void clean_up(const ExitCleanup& left);

/// Replaces files by their successors, removes the others, and removes the folder if it is empty. Does not
/// allocate.
void replace_or_remove(const ExitCleanup& left);

/// Starts a detached process that waits for the end of this one, across execve(), and then cleans up `left`.
/// It has its own session, and of the open files only `lock`. 0, or an errno value: it could not be started,
/// and `left` is not cleaned up. Not for a program with threads. It runs this program again, so that no copy
/// of latchkey's memory remains; its arguments are `watcher` as its name, the folder, the ID of this process,
/// and a descriptor for wait_for_end().
int clean_up_at_process_exit(const ExitCleanup& left, int lock, const std::string& watcher);

/// Waits for the end of `process`. `watch`: the descriptor from clean_up_at_process_exit(); -1: there is
/// none.
void wait_for_end(int process, int watch);

}  // namespace latchkey::posix
