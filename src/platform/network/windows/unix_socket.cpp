// SPDX-License-Identifier: Apache-2.0
#include "platform/network/unix_socket.hpp"

#include <windows.h>

namespace latchkey {

Result<UnixSocket> listen_at(const std::string& path) {
  return fail(Cause::socket_path_invalid,
              "cannot listen at " + path + ": sockets with a path are not on Windows",
              "leave out --socket: programs of this machine use the port");
}

void hide_from_programs(NativeSocket descriptor) {
  SetHandleInformation(reinterpret_cast<HANDLE>(descriptor), HANDLE_FLAG_INHERIT, 0);
}

}  // namespace latchkey
