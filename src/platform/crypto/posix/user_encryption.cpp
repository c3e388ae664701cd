// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/user_encryption.hpp"

namespace latchkey::user_encryption {

std::string_view scheme() {
  return {};
}
std::optional<std::string> close(std::string_view /*secret*/) {
  return std::nullopt;
}
std::optional<SecretText> open(std::string_view /*closed*/) {
  return std::nullopt;
}

}  // namespace latchkey::user_encryption
