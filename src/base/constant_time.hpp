// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace latchkey {

/// Compares two texts in a time that depends only on their lengths.
inline bool same_secret(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

}  // namespace latchkey
