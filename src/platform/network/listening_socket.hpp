// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <latchkey/error.hpp>

// What the servers of this machine listen at.
namespace latchkey {

/// A socket's number; wide enough for the handle that it is on Windows.
using NativeSocket = std::intptr_t;

/// What a TCP socket needs before it is bound to `port` (0: any that is free) to listen there: while it
/// listens, the port is its own, whatever another program asks for; afterwards it can be had again at once.
/// Returns the system's error code; 0: done.
int claim_port(NativeSocket listener, std::uint16_t port);

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

/// How many files this process may have open at once: 1024 as a rule on Linux, 256 on macOS.
int most_open_files();

}  // namespace latchkey
