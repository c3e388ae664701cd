// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "platform/system/deadline.hpp"

namespace latchkey {

/// A prompt that says how long it is until the next code, and stands there plainly from then on.
class Countdown {
 public:
  Countdown(std::string prompt, std::chrono::seconds time);

  /// The line as it should be now, and remembers it as the one that is shown.
  const std::string& show();
  /// What brings the line that is shown up to date in its place; empty: it is, or it does not fit into
  /// `columns` (0: unknown) and stays as it is.
  std::string update(std::size_t columns);
  /// Whether the line will change any more.
  bool runs() const { return shown_ != prompt_; }

 private:
  std::string line_now() const;

  std::string prompt_, shown_;
  Deadline end_;
};

}  // namespace latchkey
