// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace latchkey {

/// A time limit on the monotonic clock.
class Deadline {
 public:
  explicit Deadline(std::chrono::milliseconds from_now) : end_(std::chrono::steady_clock::now() + from_now) {}

  /// Never negative; rounded up, so that a wait of this length does not end too early.
  std::chrono::milliseconds left() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
    return std::max(left, std::chrono::milliseconds{0});
  }
  bool over() const { return left().count() == 0; }

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace latchkey
