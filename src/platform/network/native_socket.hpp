// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace latchkey {

/// A socket's number; wide enough for the handle that it is on Windows.
using NativeSocket = std::intptr_t;

}  // namespace latchkey
