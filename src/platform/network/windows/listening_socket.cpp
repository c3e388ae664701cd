// SPDX-License-Identifier: Apache-2.0
#include "platform/network/listening_socket.hpp"

#include <winsock2.h>

// After it.
#include <windows.h>

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

Result<UnixSocket> listen_at(const std::string& path) {
  return fail(Cause::socket_path_invalid,
              "cannot listen at " + path + ": sockets with a path are not on Windows",
              "leave out --socket: programs of this machine use the port");
}

void hide_from_programs(NativeSocket descriptor) {
  SetHandleInformation(reinterpret_cast<HANDLE>(descriptor), HANDLE_FLAG_INHERIT, 0);
}

int most_open_files() {
  return 1 << 20;  // handles are limited by memory alone
}

}  // namespace latchkey
