// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "platform/system/deadline.hpp"

namespace latchkey {

/// A prompt that says how long it is until the next code, and stands there plainly from then on. Behind it is
/// a star for each character that was typed, up to 12.
class Countdown {
 public:
  Countdown(std::string prompt, std::chrono::seconds time);

  /// The line as it should be now, without stars, and remembers it as the one that is shown.
  const std::string& show();
  /// The text that updates the line on the screen in place; empty: it is current, or does not fit into
  /// `columns` (0: unknown).
  std::string update(std::size_t columns);
  /// What to write when `typed` characters are typed. There are no more stars than fit into `columns`.
  std::string show_typed(std::size_t typed, std::size_t columns);
  /// Whether the line will change any more.
  bool runs() const { return shown_ != prompt_; }

 private:
  std::string line_now() const;

  std::string prompt_, shown_;
  std::size_t stars_ = 0;
  Deadline end_;
};

}  // namespace latchkey
