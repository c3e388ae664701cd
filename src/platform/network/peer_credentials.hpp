// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "platform/network/listening_socket.hpp"

// Identifies the user of the process at the other end of a connection. Root counts as this user, because it
// can read latchkey's memory.
namespace latchkey {

/// Whether the system can identify who has connected to a port of 127.0.0.1 (Linux and Windows can).
bool can_identify_peers();
/// Whether this user connected to `own_port` from `their_port`, both on 127.0.0.1. Also false if the user is
/// unknown.
bool is_own_peer(std::uint16_t own_port, std::uint16_t their_port);
/// Whether this user is at the other end of a Unix socket.
bool is_own_socket_peer(NativeSocket descriptor);

}  // namespace latchkey
