// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/random.hpp"

#include "platform/crypto/hash.hpp"

namespace latchkey {

std::string random_uuid() {
  auto bytes = random_bytes(16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x40U);  // version 4
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);  // RFC 9562 variant
  auto text = to_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
  return text;
}

}  // namespace latchkey
