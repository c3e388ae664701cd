// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "platform/network/native_socket.hpp"

namespace latchkey {

/// What a TCP socket needs before it is bound to `port` (0: any that is free) to listen there: while it
/// listens, the port is its own, whatever another program asks for; afterwards it can be had again at once.
/// Returns the system's error code; 0: done.
int claim_port(NativeSocket listener, std::uint16_t port);

}  // namespace latchkey
