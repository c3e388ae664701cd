// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace latchkey {

/// Overwrites `text` up to its capacity so that the compiler cannot leave it out, and empties it. Only the
/// types that own secrets call it (tests/contracts.py); other code holds secrets in those types.
void wipe(std::string& text);

}  // namespace latchkey
