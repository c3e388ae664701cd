// SPDX-License-Identifier: Apache-2.0
#include "platform/system/text_search.hpp"

#include <cstring>

namespace latchkey {

bool has_part(std::string_view text, std::string_view part) {
  return memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace latchkey
