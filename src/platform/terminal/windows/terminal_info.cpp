// SPDX-License-Identifier: Apache-2.0
#include <windows.h>

#include "platform/terminal/terminal.hpp"
#include "platform/terminal/windows/credential_dialog.hpp"

namespace latchkey::terminal {

// Windows does not list the consoles of other processes. On a desktop the user may have another window open;
// a service has neither.
bool any_is_open() {
  return GetConsoleWindow() != nullptr || windows::is_on_a_desktop();
}

void notify_open_terminals(const std::string& /*line*/) {}

bool is_terminal(const std::string& /*path*/) {
  return false;  // consoles have no path that another process could open
}

}  // namespace latchkey::terminal

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
