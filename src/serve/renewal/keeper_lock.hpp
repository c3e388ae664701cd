// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include "serve/renewal/instance_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The process that refreshes this user's caches.
struct RunningKeeper {
  long process = 0;  ///< 0: not known yet, or another program holds the lock
  TimePoint since;
  std::optional<TimePoint> next_renewal;  ///< nullopt: no role in use
  Configuration configuration = {};       ///< of the roles that it refreshes
};

std::string keeper_lock_path(const Host& host);

/// nullopt: none is running.
std::optional<RunningKeeper> running_keeper(const Host& host);

/// The lock of `latchkey keep`: ~/.aws/latchkey/locks/keep.lock, held while this object exists.
class KeeperLock {
 public:
  /// nullopt: another process holds it. Errors: io.
  static Result<std::optional<KeeperLock>> take(const Host& host, Configuration configuration);

  /// Writes the time of the next refresh for other processes.
  void note(std::optional<TimePoint> next_renewal);

 private:
  KeeperLock(FileLock lock, TimePoint since, Configuration configuration)
      : lock_(std::move(lock)), since_(since), configuration_(std::move(configuration)) {}

  FileLock lock_;
  TimePoint since_;
  Configuration configuration_;
};

}  // namespace latchkey
