// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <windows.h>

namespace latchkey::windows {

/// The process that has connected to `own_port` from `their_port`, both of 127.0.0.1. nullopt: nobody has;
/// 0: somebody has, and the system does not say who (wine).
std::optional<DWORD> process_connected(std::uint16_t own_port, std::uint16_t their_port);

}  // namespace latchkey::windows
