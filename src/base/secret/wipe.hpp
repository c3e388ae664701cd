// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace latchkey {

/// Overwrites `text` up to its capacity, in a way that the compiler cannot remove, and empties it. Only the
/// types that own secrets call it (tests/contracts.py); other code uses those types.
void wipe(std::string& text);

}  // namespace latchkey
