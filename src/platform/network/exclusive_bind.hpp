// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "platform/network/native_socket.hpp"

namespace latchkey {

/// Prepares a TCP socket for listening on `port` (0: any free port), before it is bound. While it listens, no
/// other program can bind the port; afterwards the port is available at once. Returns the system's error
/// code; 0: success.
int claim_port(NativeSocket listener, std::uint16_t port);

}  // namespace latchkey
