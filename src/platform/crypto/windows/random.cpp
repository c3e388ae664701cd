// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include <windows.h>
// Must follow windows.h.
#include <bcrypt.h>

#include "platform/crypto/random.hpp"

namespace latchkey {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  // Weaker randomness would be worse than stopping.
  if (BCryptGenRandom(nullptr, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<ULONG>(count),
                      BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
    throw std::runtime_error("no random numbers: BCryptGenRandom fails");
  return bytes;
}

}  // namespace latchkey
