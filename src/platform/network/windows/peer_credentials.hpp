// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <windows.h>

namespace latchkey::windows {

/// The process that has connected to `own_port` from `their_port`, both on 127.0.0.1. nullopt: there is no
/// such connection; 0: the system does not know the process (wine).
std::optional<DWORD> process_connected(std::uint16_t own_port, std::uint16_t their_port);

}  // namespace latchkey::windows
