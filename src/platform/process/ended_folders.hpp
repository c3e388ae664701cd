// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey {

/// A folder of ScopedTempDir after the end of its process.
struct EndedFolder {
  std::string path;
  std::chrono::seconds age;  ///< since the end
};

/// The suffix of a file's successor (ScopedTempDir::leave_file()).
inline constexpr const char* kSuccessor = ".after";

/// Whether a file is the successor of another one. Pure.
bool is_successor(std::string_view name);

/// Whether a folder with these files in it and without a lock has ended: the successors have replaced the
/// files. Pure.
bool has_ended(const std::vector<std::string>& names);

/// The folders to remove: those that ended a week ago, and the oldest of more than 1,000. Pure.
std::vector<std::string> outdated(std::vector<EndedFolder> ended);

}  // namespace latchkey
