// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/ec_key.hpp"

#include <cstring>
#include <stdexcept>

#include <windows.h>
// Must follow windows.h.
#include <bcrypt.h>

#include "base/secret/secret_text.hpp"
#include "platform/crypto/ec_key_text.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kSize = 32;

template <class Text>
unsigned char* bytes_of(Text& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

ULONG size_of(std::string_view text) {
  return static_cast<ULONG>(text.size());
}

/// A key of Windows's library. False: it is not valid.
class Pair {
 public:
  /// `numbers`: x, y and the private number. If the first two are zeros, the library computes them.
  explicit Pair(const SecretText& numbers) {
    BCRYPT_ALG_HANDLE algorithm = nullptr;
    if (BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_ECDSA_P256_ALGORITHM, nullptr, 0) != 0) return;
    const BCRYPT_ECCKEY_BLOB head{BCRYPT_ECDSA_PRIVATE_P256_MAGIC, kSize};
    auto blob = SecretText::of_size(sizeof head + numbers.size());
    std::memcpy(blob.data(), &head, sizeof head);
    std::memcpy(blob.data() + sizeof head, numbers.data(), numbers.size());
    if (BCryptImportKeyPair(algorithm, nullptr, BCRYPT_ECCPRIVATE_BLOB, &key_, bytes_of(blob), size_of(blob),
                            0) != 0)
      key_ = nullptr;
    BCryptCloseAlgorithmProvider(algorithm, 0);
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    if (key_ != nullptr) BCryptDestroyKey(key_);
  }

  explicit operator bool() const { return key_ != nullptr; }

  /// x and y; empty: the library does not export them.
  std::string public_point() const {
    std::string blob(sizeof(BCRYPT_ECCKEY_BLOB) + 2 * kSize, '\0');
    ULONG size = 0;
    const NTSTATUS status =
        BCryptExportKey(key_, nullptr, BCRYPT_ECCPUBLIC_BLOB, bytes_of(blob), size_of(blob), &size, 0);
    return status == 0 && size == blob.size() ? blob.substr(sizeof(BCRYPT_ECCKEY_BLOB)) : std::string();
  }

  std::string sign(std::string digest) const {
    std::string signature(2 * kSize, '\0');
    ULONG size = 0;
    const NTSTATUS status = BCryptSignHash(key_, nullptr, bytes_of(digest), size_of(digest),
                                           bytes_of(signature), size_of(signature), &size, 0);
    return status == 0 && size == signature.size() ? signature : std::string();
  }

  bool verify(std::string digest, std::string signature) const {
    return BCryptVerifySignature(key_, nullptr, bytes_of(digest), size_of(digest), bytes_of(signature),
                                 size_of(signature), 0) == 0;
  }

 private:
  BCRYPT_KEY_HANDLE key_ = nullptr;
};

}  // namespace

std::optional<EcKey> EcKey::from_pem(std::string_view pem) {
  const auto numbers = ec_key_numbers(pem);
  if (!numbers) return std::nullopt;
  auto all =
      numbers->public_point.empty() ? SecretText::of_size(2 * kSize) : SecretText(numbers->public_point);
  const Pair pair(all.append(numbers->number.reveal()));
  if (!pair) return std::nullopt;
  const auto point = pair.public_point();
  // The import does not check that the two halves belong together.
  const auto digest = sha256_bytes("a test");
  const auto signature = point.size() == 2 * kSize ? pair.sign(digest) : std::string();
  if (signature.empty() || !pair.verify(digest, signature)) return std::nullopt;
  EcKey key;
  key.number_ = numbers->number;
  key.x_ = point.substr(0, kSize);
  key.y_ = point.substr(kSize);
  return key;
}

std::string EcKey::sign(std::string_view message) const {
  SecretText all = x_ + y_;
  const Pair pair(all.append(number_.reveal()));
  // With a valid key, only missing memory can fail.
  auto signature = pair ? pair.sign(sha256_bytes(message)) : std::string();
  if (signature.empty()) throw std::runtime_error("the key cannot sign");
  return signature;
}

}  // namespace latchkey
