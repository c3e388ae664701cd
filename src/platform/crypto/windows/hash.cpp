// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/hash.hpp"

#include <stdexcept>

#include <windows.h>
// Must follow windows.h.
#include <bcrypt.h>

namespace latchkey {
namespace {

// The pseudo handles of Windows 10 would replace this, but wine does not support them.
class Algorithm {
 public:
  Algorithm(const wchar_t* name, ULONG flags) {
    // A failure must not result in zeros as a hash.
    if (BCryptOpenAlgorithmProvider(&handle_, name, nullptr, flags) != 0)
      throw std::runtime_error("the hash function fails");
  }

  std::string digest(std::string_view key, std::string_view data, std::size_t size) const {
    std::string result(size, '\0');
    const NTSTATUS status = BCryptHash(handle_, bytes_of(key), count_of(key), bytes_of(data), count_of(data),
                                       bytes_of(result), count_of(result));
    if (status != 0) throw std::runtime_error("the hash function fails");
    return result;
  }

 private:
  /// The system takes non-const pointers to data that it does not change.
  static unsigned char* bytes_of(std::string_view text) {
    return text.empty() ? nullptr : reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  }
  static ULONG count_of(std::string_view text) { return static_cast<ULONG>(text.size()); }

  BCRYPT_ALG_HANDLE handle_ = nullptr;  // exists as long as the process
};

constexpr std::size_t kSha1 = 20;
constexpr std::size_t kSha256 = 32;

}  // namespace

std::string sha1_hex(std::string_view data) {
  static const Algorithm algorithm(BCRYPT_SHA1_ALGORITHM, 0);
  return to_hex(algorithm.digest({}, data, kSha1));
}

std::string sha256_bytes(std::string_view data) {
  static const Algorithm algorithm(BCRYPT_SHA256_ALGORITHM, 0);
  return algorithm.digest({}, data, kSha256);
}

std::string sha256_hex(std::string_view data) {
  return to_hex(sha256_bytes(data));
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  static const Algorithm algorithm(BCRYPT_SHA256_ALGORITHM, BCRYPT_ALG_HANDLE_HMAC_FLAG);
  return algorithm.digest(key, data, kSha256);
}

std::string crypto_library() {
  return "CNG of Windows";
}

}  // namespace latchkey
