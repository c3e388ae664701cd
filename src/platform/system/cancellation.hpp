// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace latchkey {

/// Cancels all waiting operations of one Host. Thread-safe; cannot be reset.
class Cancellation {
 public:
  void cancel() {
    {
      const std::lock_guard lock(mutex_);
      is_set_ = true;
    }
    changed_.notify_all();
  }

  bool is_set() const {
    const std::lock_guard lock(mutex_);
    return is_set_;
  }

  /// Sleeps for `time`, or until cancel().
  void sleep(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return is_set_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool is_set_ = false;
};

}  // namespace latchkey
