// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace latchkey {

/// `count` bytes of the kernel's randomness. Throws std::runtime_error if the kernel has none.
std::string random_bytes(std::size_t count);

/// A version 4 UUID in its usual text form.
std::string random_uuid();

}  // namespace latchkey
