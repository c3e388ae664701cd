// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "platform/end_event_windows.hpp"
#include "platform/end_signals.hpp"

namespace latchkey {

// The C runtime makes them of what the console sends; SIGBREAK also of its end.
std::vector<int> end_signals() {
  return {SIGINT, SIGTERM, SIGBREAK};
}

void hear_who_asks_to_end() {
  windows::watch_end_event();
}

}  // namespace latchkey
