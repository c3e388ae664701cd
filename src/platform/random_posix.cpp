// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include <sys/random.h>
#include <unistd.h>

#include "platform/random.hpp"

namespace latchkey {

std::string random_bytes(std::size_t count) {
  constexpr std::size_t kMost = 256;  // of one getentropy() call
  std::string bytes(count, '\0');
  for (std::size_t at = 0; at < count; at += kMost) {
    // It fails only on kernels without the call. Weaker randomness would be worse than stopping.
    if (getentropy(bytes.data() + at, std::min(kMost, count - at)) != 0) std::abort();
  }
  return bytes;
}

}  // namespace latchkey
