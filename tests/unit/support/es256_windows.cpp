// SPDX-License-Identifier: Apache-2.0
#include <cstring>

#include <windows.h>

#include "unit/support/es256.hpp"
// Must follow windows.h.
#include <bcrypt.h>

#include "base/base64.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey::test {

bool es256_holds(const std::string& x, const std::string& y, const std::string& message,
                 const std::string& signature) {
  const BCRYPT_ECCKEY_BLOB head{BCRYPT_ECDSA_PUBLIC_P256_MAGIC, 32};
  std::string blob(sizeof head, '\0');
  std::memcpy(blob.data(), &head, sizeof head);
  blob += x + y;
  auto digest = sha256_bytes(message);
  auto copy = signature;
  const auto bytes = [](std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); };
  const auto size = [](const std::string& text) { return static_cast<ULONG>(text.size()); };
  BCRYPT_ALG_HANDLE algorithm = nullptr;
  BCRYPT_KEY_HANDLE key = nullptr;
  if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_ECDSA_P256_ALGORITHM, nullptr, 0) != 0) return false;
  const bool known =
      BCryptImportKeyPair(algorithm, nullptr, BCRYPT_ECCPUBLIC_BLOB, &key, bytes(blob), size(blob), 0) == 0;
  const bool holds = known && BCryptVerifySignature(key, nullptr, bytes(digest), size(digest), bytes(copy),
                                                    size(copy), 0) == 0;
  if (known) BCryptDestroyKey(key);
  BCryptCloseAlgorithmProvider(algorithm, 0);
  return holds;
}

std::string base64url_decoded(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  return base64_bytes(text);
}

}  // namespace latchkey::test
