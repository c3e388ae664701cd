// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>

namespace testbed {

/// The testbed's time: a base clock that the control endpoint can shift. Not thread-safe.
class Clock {
 public:
  explicit Clock(std::function<std::int64_t()> base) : base_(std::move(base)) {}

  std::int64_t now() const { return base_() + shift_; }
  /// The devices' clock can be shifted further, so that tests do not wait for the next window.
  std::int64_t totp_now() const { return now() + totp_shift_; }

  void set_shift(std::int64_t seconds) { shift_ = seconds; }
  void set_totp_shift(std::int64_t seconds) { totp_shift_ = seconds; }
  std::int64_t shift() const { return shift_; }
  std::int64_t totp_shift() const { return totp_shift_; }

 private:
  std::function<std::int64_t()> base_;
  std::int64_t shift_ = 0;
  std::int64_t totp_shift_ = 0;
};

/// Unix seconds of the machine's clock.
std::int64_t system_seconds();

}  // namespace testbed
