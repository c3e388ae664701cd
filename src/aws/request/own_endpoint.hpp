// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace latchkey {

/// Whether a container endpoint can be one of `latchkey exec --refresh` or `latchkey serve`:
/// "http://127.0.0.1:PORT/role/NAME". Pure.
inline bool is_own_endpoint(std::string_view url) {
  constexpr std::string_view kStart = "http://127.0.0.1:";
  if (url.substr(0, kStart.size()) != kStart) return false;
  url.remove_prefix(kStart.size());
  const auto digits = url.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos && url.substr(digits, 6) == "/role/";
}

}  // namespace latchkey
