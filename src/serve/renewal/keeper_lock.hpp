// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include "serve/renewal/instance_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The process that keeps this person's caches warm.
struct RunningKeeper {
  long process = 0;  ///< 0: it has not said yet, or the holder of the lock is another program
  TimePoint since;
  std::optional<TimePoint> next_renewal;  ///< nullopt: no role in use
  Configuration configuration = {};       ///< whose roles it renews
};

std::string keeper_lock_path(const Host& host);

/// nullopt: nobody does.
std::optional<RunningKeeper> running_keeper(const Host& host);

/// The one place there is for a keeper: ~/.aws/latchkey/locks/keep.lock, held while this lives.
class KeeperLock {
 public:
  /// nullopt: another process has it. Errors: io.
  static Result<std::optional<KeeperLock>> take(const Host& host, Configuration configuration);

  /// Notes for others when it will renew next.
  void note(std::optional<TimePoint> next_renewal);

 private:
  KeeperLock(FileLock lock, TimePoint since, Configuration configuration)
      : lock_(std::move(lock)), since_(since), configuration_(std::move(configuration)) {}

  FileLock lock_;
  TimePoint since_;
  Configuration configuration_;
};

}  // namespace latchkey
