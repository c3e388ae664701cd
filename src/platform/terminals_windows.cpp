// SPDX-License-Identifier: Apache-2.0
#include <windows.h>

#include "platform/terminal.hpp"

namespace latchkey::terminal {

// Windows does not tell of the consoles of others; that we have none here says nothing of another window.
bool any_is_open() {
  return true;
}

bool is_terminal(const std::string& /*path*/) {
  return false;  // consoles have no path that another process could open
}

}  // namespace latchkey::terminal
