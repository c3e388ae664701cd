// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/terminal_size.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

namespace latchkey {

std::optional<ScreenSize> screen_size() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
    return std::nullopt;
  return ScreenSize{size.ws_row, size.ws_col};
}

}  // namespace latchkey
