// SPDX-License-Identifier: Apache-2.0
#include "platform/network/exclusive_bind.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace latchkey {

// On POSIX, SO_REUSEADDR concerns only connections that have just ended, not listeners.
int claim_port(NativeSocket listener, std::uint16_t port) {
  if (port == 0) return 0;  // Linux could assign the same free port twice
  const int on = 1;
  return setsockopt(static_cast<int>(listener), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 ? 0 : errno;
}

}  // namespace latchkey
