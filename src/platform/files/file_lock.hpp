// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <latchkey/error.hpp>

namespace latchkey {

/// A lock between processes, and between parts of one, that the kernel releases with its holder however that
/// ends: never stale, no clean-up. The lock file is created where it is missing (0600, its folder 0700) and
/// never renamed. It is removed only to pass over a holder that stays stopped. Held while the object lives.
class FileLock {
 public:
  /// Does not wait. nullopt: somebody else holds it. Errors: io.
  static Result<std::optional<FileLock>> try_take(const std::string& path);

  /// Whether somebody holds it. Looking shuts others out for a moment, so whoever will not wait for this lock
  /// tries a few times.
  static bool is_held(const std::string& path);

  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  /// Whether the locked file still has its name. false: another process has removed it and locks another one.
  bool is_in_place() const;

  /// Replaces the text that those who wait can read: who holds it, or why it was given up. At most 4 KB.
  void set_note(std::string_view text);
  /// The note that is there; taking the lock does not change it.
  std::string note() const;
  /// The same for those who do not hold the lock; may be half of two notes at the very moment of a change.
  static std::string note_of(const std::string& path);

 private:
  struct File;
  friend class LockWaiter;
  explicit FileLock(std::unique_ptr<File> file);
  std::unique_ptr<File> file_;
};

/// A lock to be had once its holder ends: the file stays open, so that a try costs next to nothing, for there
/// may be hundreds who wait.
class LockWaiter {
 public:
  /// Errors: io.
  static Result<LockWaiter> open(const std::string& path);

  LockWaiter(LockWaiter&& other) noexcept;
  LockWaiter& operator=(LockWaiter&& other) noexcept;
  ~LockWaiter();

  /// As FileLock::try_take(). Where somebody has removed the file, it is made again.
  Result<std::optional<FileLock>> try_take();
  /// As FileLock::note_of().
  std::string note() const;

 private:
  LockWaiter(std::string path, std::unique_ptr<FileLock::File> file);
  std::string path_;
  std::unique_ptr<FileLock::File> file_;
};

}  // namespace latchkey
