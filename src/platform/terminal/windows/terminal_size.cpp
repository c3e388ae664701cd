// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal/terminal_size.hpp"

#include <windows.h>

namespace latchkey {

std::optional<ScreenSize> screen_size() {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info) == 0) return std::nullopt;
  const int rows = info.srWindow.Bottom - info.srWindow.Top + 1;
  const int columns = info.srWindow.Right - info.srWindow.Left + 1;
  if (rows <= 0 || columns <= 0) return std::nullopt;
  return ScreenSize{static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)};
}

}  // namespace latchkey
