// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {

/// Updates a text in place on a terminal. Nothing needs to be restored: it changes no modes, and leaves the
/// cursor below the text.
class LiveDisplay {
 public:
  /// `text`: printable, with no other escape sequences than those of painted(). What to write so that `text`
  /// takes the place of the one before. Of a text that does not fit the upper left part is shown. Each line
  /// is written over, not erased first, so that nothing flickers.
  std::string frame(const std::string& text, const ScreenSize& screen);

 private:
  std::size_t shown_ = 0;  ///< lines of the previous frame
};

}  // namespace latchkey::cli
