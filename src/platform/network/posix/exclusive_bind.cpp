// SPDX-License-Identifier: Apache-2.0
#include "platform/network/exclusive_bind.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace latchkey {

// Here SO_REUSEADDR is about connections that have ended a moment ago, not about one who listens.
int claim_port(NativeSocket listener, std::uint16_t port) {
  if (port == 0) return 0;  // Linux would give two the same free port
  const int on = 1;
  return setsockopt(static_cast<int>(listener), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 ? 0 : errno;
}

}  // namespace latchkey
