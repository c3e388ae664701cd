// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/error.hpp>

namespace latchkey {

/// A lock between processes and threads. The kernel releases it when the holder exits for any reason, so it
/// is never stale. The lock file is created if it is missing (0600, its folder 0700) and never renamed. It is
/// removed only to replace the lock of a holder that stays stopped. Held while the object exists.
class FileLock {
 public:
  /// Does not wait. nullopt: another process or thread holds it. Errors: io.
  static Result<std::optional<FileLock>> try_take(const std::string& path);

  /// Whether the lock is held. The check locks others out for a moment, so code that does not wait for this
  /// lock tries several times.
  static bool is_held(const std::string& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// Whether the locked file still has its name. false: another process has removed it and locks another one.
  bool is_in_place() const;

  /// Replaces the text that waiters can read: who holds the lock, or why the holder failed. At most 4 KB.
  void set_note(std::string_view text);
  /// The current note; taking the lock does not change it.
  std::string note() const;
  /// The same for processes that do not hold the lock. During a change it may return a mix of two notes.
  static std::string note_of(const std::string& path);

 private:
  struct File;
  friend class LockWaiter;
  explicit FileLock(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

/// Waits for a lock. The file stays open, so that an attempt is cheap even with hundreds of waiters.
class LockWaiter {
 public:
  /// Errors: io.
  static Result<LockWaiter> open(const std::string& path);

  LockWaiter(LockWaiter&& other) noexcept;
  LockWaiter& operator=(LockWaiter&& other) noexcept;
  ~LockWaiter();

  /// As FileLock::try_take(). Creates the file again if another process has removed it.
  Result<std::optional<FileLock>> try_take();
  /// As FileLock::note_of().
  std::string note() const;

 private:
  LockWaiter(std::string path, std::unique_ptr<FileLock::File> file);
  std::string path_;
  std::unique_ptr<FileLock::File> file_;
};

}  // namespace latchkey
