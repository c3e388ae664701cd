// SPDX-License-Identifier: Apache-2.0
#include "platform/process/end_signals.hpp"

#include <csignal>

#include "platform/system/posix/signals.hpp"

namespace latchkey {
namespace {

/// As nohup has it, and a shell script for what it starts in the background.
bool is_ignored(int signal) {
  const auto before = std::signal(signal, SIG_IGN);
  if (before != SIG_ERR) std::signal(signal, before);
  return before == SIG_IGN;
}

}  // namespace

std::vector<int> end_signals() {
  std::vector<int> signals{SIGTERM};
  for (const int signal : posix::kEndingSignals) {
    if (signal != SIGTERM && !is_ignored(signal)) signals.push_back(signal);
  }
  return signals;
}

void hear_who_asks_to_end() {}  // it comes as one anyway

}  // namespace latchkey
