// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <latchkey/error.hpp>

namespace latchkey {

/// A private folder for files that exist as long as this process, also after replace_process(). The
/// destructor removes it.
class ScopedTempDir {
 public:
  /// Creates a folder (0700) with a random name in `parent`, and missing parents. Errors: io.
  static Result<ScopedTempDir> make(const std::string& parent);

  const std::string& path() const;

  /// Writes a file that only its owner may read (0400). Returns its path. Errors: io.
  Result<std::string> add(const std::string& name, std::string_view data);

  /// When the process ends, replaces the file `name` with a symbolic link to `target`, or with another file
  /// (0400), for processes that are still running. Errors: io - also if links are not supported.
  Result<void> leave_link(const std::string& name, const std::string& target);
  Result<void> leave_file(const std::string& name, std::string_view data);

  /// Cleans up the folder now, for a process that ran the program as a child. The folder remains if it still
  /// contains files; remove_stale_temp_dirs() removes it a week later.
  void end();

  /// Starts a small detached process that cleans up the folder when this process ends. It has its own session
  /// and none of the open files. It is this program again, whose main() calls run_as_folder_watcher(). Call
  /// it after all files are added and before this process starts threads. Errors: io - that process cannot be
  /// started; only the destructor then removes the folder.
  Result<void> remove_at_process_exit();

  ScopedTempDir(ScopedTempDir&&) noexcept;
  ScopedTempDir& operator=(ScopedTempDir&&) noexcept;
  ~ScopedTempDir();

 private:
  struct State;
  explicit ScopedTempDir(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct FolderInUse {
  std::string path;
  long process;  ///< its ID in its own PID namespace
};

/// Cleans up the folders in `parent` whose process and watcher were killed. Removes folders that ended a week
/// ago, and the oldest of more than 1,000. Returns the folders that are in use.
std::vector<FolderInUse> remove_stale_temp_dirs(const std::string& parent);

/// The main function of the process that remove_at_process_exit() starts: waits, cleans up the folder, and
/// returns the exit status. nullopt: this is not such a process.
std::optional<int> run_as_folder_watcher(int argc, char** argv);

}  // namespace latchkey
