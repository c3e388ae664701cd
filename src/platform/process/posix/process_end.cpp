// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_end.hpp"

#include <csignal>

#include <sys/resource.h>

#include "platform/system/posix/signals.hpp"

namespace latchkey {
namespace {

/// Whether the signal is ignored, as by nohup or for background jobs of a shell script.
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

void listen_for_end_request() {}  // it is a SIGTERM anyway

void ask_to_end(long process_id) {
  if (process_id <= 0) return;
  ::kill(static_cast<pid_t>(process_id), SIGTERM);
  ::kill(static_cast<pid_t>(process_id), SIGCONT);  // so that a stopped process ends as well
}

void end_by_signal(int signal) {
  const rlimit no_core{0, 0};  // the memory contains credentials
  setrlimit(RLIMIT_CORE, &no_core);
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;  // NOLINT: a macro of the system's
  sigaction(signal, &plain, nullptr);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  raise(signal);
}

}  // namespace latchkey
