// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "platform/system/deadline.hpp"

namespace latchkey {

/// A prompt that counts down to the next code, and then omits the countdown.
class Countdown {
 public:
  Countdown(std::string prompt, std::chrono::seconds time);

  /// Returns the current line and remembers it as the one on the screen.
  const std::string& show();
  /// The text that updates the line on the screen in place; empty: it is current, or does not fit into
  /// `columns` (0: unknown).
  std::string update(std::size_t columns);
  /// Whether the line will still change.
  bool runs() const { return shown_ != prompt_; }

 private:
  std::string line_now() const;

  std::string prompt_, shown_;
  Deadline end_;
};

}  // namespace latchkey
