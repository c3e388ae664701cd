// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/network/native_socket.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

struct UnixSocket {
  NativeSocket descriptor = -1;  ///< owned by the caller
  int family = 0;
};

/// Listens at `path`, a socket for this user only (0600), and creates missing folders (0700). Replaces a
/// socket without a listener. Errors: io - another process listens, or the path is not a socket; usage - the
/// path is too long for a socket.
Result<UnixSocket> listen_at(const std::string& path);

/// Child processes do not inherit it: if a child held a listener open, clients could connect without getting
/// a reply.
void hide_from_programs(NativeSocket descriptor);

}  // namespace latchkey
