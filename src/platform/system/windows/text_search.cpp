// SPDX-License-Identifier: Apache-2.0
#include "platform/system/text_search.hpp"

namespace latchkey {

bool has_part(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace latchkey
