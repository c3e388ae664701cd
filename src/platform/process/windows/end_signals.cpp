// SPDX-License-Identifier: Apache-2.0
#include "platform/process/end_signals.hpp"

#include <csignal>

#include "platform/process/windows/end_event.hpp"

namespace latchkey {

// The C runtime makes them of what the console sends; SIGBREAK also of its end.
std::vector<int> end_signals() {
  return {SIGINT, SIGTERM, SIGBREAK};
}

void hear_who_asks_to_end() {
  windows::watch_end_event();
}

}  // namespace latchkey
