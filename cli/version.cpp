// SPDX-License-Identifier: Apache-2.0
#include "cli/version.hpp"

#include "platform/crypto/hash.hpp"
#include "platform/network/transport.hpp"

namespace latchkey::cli {

std::string version_text() {
  constexpr std::string_view kCommit = LATCHKEY_COMMIT;  // empty: not built from a git checkout
  std::string text = "latchkey " LATCHKEY_VERSION "\n";
  if (!kCommit.empty()) text += "commit   " + std::string(kCommit) + '\n';
  return text + "build    " LATCHKEY_BUILD "\nnetwork  " + http_library() + "\ncrypto   " + crypto_library() +
         '\n';
}

}  // namespace latchkey::cli
