// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "platform/network/native_socket.hpp"

// Whose process is at the other end of a connection. Root counts as this user, as it may read what we hold.
namespace latchkey {

/// Whether the system tells who has connected to a port of 127.0.0.1 (Linux and Windows do).
bool can_identify_peers();
/// Who connected to `own_port` from `their_port`, both of 127.0.0.1. False also where that cannot be told.
bool is_own_peer(std::uint16_t own_port, std::uint16_t their_port);
/// Who is at the other end of a Unix socket.
bool is_own_socket_peer(NativeSocket descriptor);

}  // namespace latchkey
