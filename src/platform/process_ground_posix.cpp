// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

#include "platform/process_ground.hpp"
#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace latchkey {

void prepare_process(int& /*argc*/, char**& /*argv*/) {
  for (int stream = 0; stream <= 2; ++stream) {
    if (::fcntl(stream, F_GETFD) == -1 && errno == EBADF) {
      // The lowest free number is taken, which is this one. Reading end of input and losing output is what a
      // closed stream amounts to.
      if (::open("/dev/null", O_RDWR) == -1) return;
    }
  }
  std::signal(SIGXFSZ, SIG_IGN);
#ifdef __linux__
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

}  // namespace latchkey
