// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace testbed {

/// The port in http://127.0.0.1:PORT, the only possible address of a testbed. Throws std::runtime_error.
std::uint16_t port_of_url(std::string url);

}  // namespace testbed
