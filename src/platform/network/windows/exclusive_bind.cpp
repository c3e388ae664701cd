// SPDX-License-Identifier: Apache-2.0
#include "platform/network/exclusive_bind.hpp"

#include <winsock2.h>

namespace latchkey {

// Never SO_REUSEADDR: on Windows it takes a port from a listening program, and without SO_EXCLUSIVEADDRUSE
// another program can take latchkey's port with it. Ended connections do not block a port, open ones do.
int claim_port(NativeSocket listener, std::uint16_t /*port*/) {
  const BOOL on = TRUE;
  const auto* const value = reinterpret_cast<const char*>(&on);
  return setsockopt(static_cast<SOCKET>(listener), SOL_SOCKET, SO_EXCLUSIVEADDRUSE, value, sizeof on) == 0
             ? 0
             : WSAGetLastError();
}

}  // namespace latchkey
