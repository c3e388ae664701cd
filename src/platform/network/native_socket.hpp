// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace latchkey {

/// A socket descriptor; wide enough for a handle on Windows.
using NativeSocket = std::intptr_t;

}  // namespace latchkey
