// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <latchkey/error.hpp>

namespace latchkey {

/// A private folder for files that are to last as long as this process, whatever program it becomes by
/// replace_process(). The destructor removes it, for the case that it becomes none.
class ScopedTempDir {
 public:
  /// Makes a folder (0700) of a random name in `parent`; folders above it that are missing, too.
  /// Errors: io.
  static Result<ScopedTempDir> make(const std::string& parent);

  const std::string& path() const;

  /// Writes a file that only its owner may read, and nobody may change (0400). Returns its path. Errors: io.
  Result<std::string> add(const std::string& name, std::string_view data);

  /// Replaces the file `name` with a symbolic link to `target`, or with another file (0400), when the process
  /// ends. Processes that it left running then still find something at that path. Errors: io - also where a
  /// link cannot be made.
  Result<void> leave_link(const std::string& name, const std::string& target);
  Result<void> leave_file(const std::string& name, std::string_view data);

  /// Ends the folder now: for a process that ran the program beside itself. The folder stays if something is
  /// left in it; remove_stale_temp_dirs() removes it a week later.
  void end();

  /// Has the folder ended at the end of this process, by a small process that belongs to nobody: it is no
  /// child of this one, in a session of its own and without any of its open files. It is this program again,
  /// whose main() calls run_as_folder_watcher(). To be called once all files are added, and before this
  /// process starts threads. Errors: io - that process cannot be started; the folder goes with this value
  /// only.
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
  long process;  ///< as its own system numbers it
};

/// Ends the folders in `parent` whose process and watcher were killed. Removes folders that ended a week ago,
/// and the oldest of more than 1,000 of them. Returns the folders that are in use.
std::vector<FolderInUse> remove_stale_temp_dirs(const std::string& parent);

/// What a process is for that remove_at_process_exit() started: waits, ends the folder, and tells the exit
/// status. nullopt: this process is another one.
std::optional<int> run_as_folder_watcher(int argc, char** argv);

}  // namespace latchkey
