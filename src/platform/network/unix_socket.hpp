// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/network/native_socket.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

struct UnixSocket {
  NativeSocket descriptor = -1;  ///< the caller's to close
  int family = 0;
};

/// Listens at `path`, a socket for this user alone (0600); folders that are missing are made (0700). A socket
/// that nobody listens at any more is replaced. Errors: io - something else is there, or somebody listens;
/// usage
/// - the path is longer than a socket's may be.
Result<UnixSocket> listen_at(const std::string& path);

/// Programs that this one starts do not inherit it: a listener that a child held open would let clients in
/// whom nobody answers.
void hide_from_programs(NativeSocket descriptor);

}  // namespace latchkey
