// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_hardening.hpp"

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include "platform/process/process_end.hpp"
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace latchkey {
namespace {

// Whether the parent process ignored SIGPIPE.
bool pipe_signal_was_ignored = false;

bool output_was_closed = false;

}  // namespace

void harden_process(int& /*argc*/, char**& /*argv*/) {
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
      // open() uses the lowest free descriptor, which is this one.
      if (::open("/dev/null", O_RDWR) == -1) return;
      if (stream == STDOUT_FILENO) output_was_closed = true;
    }
  }
  std::signal(SIGXFSZ, SIG_IGN);
  pipe_signal_was_ignored = std::signal(SIGPIPE, SIG_IGN) == SIG_IGN;
#ifdef __linux__
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

bool has_standard_output() {
  return !output_was_closed;
}

void end_by_lost_reader() {
  if (!pipe_signal_was_ignored) end_by_signal(SIGPIPE);
}

}  // namespace latchkey
