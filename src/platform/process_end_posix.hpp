// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// Only for *_posix.cpp.
namespace latchkey::posix {

/// Files, and the folder that they are in.
struct LeftBehind {
  std::string folder;  ///< empty: nothing
  std::vector<std::string> files;
};

/// Removes them; what is not there is fine. Allocates nothing.
void remove_left(const LeftBehind& left);

/// Leaves a process behind that waits for the end of this one, across execve(), and then removes `left`. It
/// is nobody's child, has a session of its own and of the open files only `lock`. If it cannot be started,
/// `left` stays for a later sweep. Not for a program with threads.
void remove_at_end_of_this_process(const LeftBehind& left, int lock);

}  // namespace latchkey::posix
