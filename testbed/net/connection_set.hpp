// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>

#include "net/fd.hpp"

namespace testbed {

/// One thread per open connection, so that idle ones do not block others.
class ConnectionSet {
 public:
  ConnectionSet() = default;
  ConnectionSet(const ConnectionSet&) = delete;
  ConnectionSet& operator=(const ConnectionSet&) = delete;
  ~ConnectionSet() { stop(); }

  /// Runs `serve` on the connection in its own thread, then closes it.
  void start(Fd socket, std::function<void(int)> serve);

  /// Closes all connections and waits for their threads.
  void stop();

 private:
  void run(Fd socket, const std::function<void(int)>& serve);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<int> open_;       // guarded by mutex_
  std::size_t threads_ = 0;  // guarded by mutex_
  bool stopping_ = false;    // guarded by mutex_
};

}  // namespace testbed
