// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "net/fd.hpp"

namespace testbed {

// Both throw std::system_error. Only 127.0.0.1 is used.
Fd listen_on_loopback(std::uint16_t port);  ///< 0: a free port
Fd connect_to_loopback(std::uint16_t port);

std::uint16_t local_port(const Fd& socket);

}  // namespace testbed
