// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/hash.hpp"

#include <array>
#include <stdexcept>

#include <mbedtls/platform_util.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <mbedtls/version.h>

namespace latchkey {
namespace {

// mbedTLS 3 dropped the suffix. The functions without it in mbedTLS 2 do not return a status.
#if MBEDTLS_VERSION_MAJOR >= 3
constexpr auto sha1 = mbedtls_sha1;
constexpr auto sha256_starts = mbedtls_sha256_starts;
constexpr auto sha256_update = mbedtls_sha256_update;
constexpr auto sha256_finish = mbedtls_sha256_finish;
#else
constexpr auto sha1 = mbedtls_sha1_ret;
constexpr auto sha256_starts = mbedtls_sha256_starts_ret;
constexpr auto sha256_update = mbedtls_sha256_update_ret;
constexpr auto sha256_finish = mbedtls_sha256_finish_ret;
#endif

constexpr std::size_t kBlock = 64;
using Digest = std::array<unsigned char, 32>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

template <std::size_t size>
std::string_view text_of(const std::array<unsigned char, size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

// mbedtls cannot fail in software. If broken hardware fails, zeros must not be used as a hash.
void must(int status) {
  if (status != 0) throw std::runtime_error("the hash function fails");
}

Digest sha256(std::string_view first, std::string_view second = {}) {
  Digest digest{};
  mbedtls_sha256_context context;
  mbedtls_sha256_init(&context);
  must(sha256_starts(&context, 0));
  must(sha256_update(&context, bytes_of(first), first.size()));
  must(sha256_update(&context, bytes_of(second), second.size()));
  must(sha256_finish(&context, digest.data()));
  mbedtls_sha256_free(&context);  // wipes it
  return digest;
}

}  // namespace

std::string sha1_hex(std::string_view data) {
  std::array<unsigned char, 20> digest{};
  must(sha1(bytes_of(data), data.size(), digest.data()));
  return to_hex(text_of(digest));
}

std::string sha256_hex(std::string_view data) {
  return to_hex(text_of(sha256(data)));
}

std::string sha256_bytes(std::string_view data) {
  return std::string(text_of(sha256(data)));
}

// RFC 2104. Implemented here, because mbedtls's own version links all hashes of its md layer.
std::string hmac_sha256(std::string_view key, std::string_view data) {
  std::array<unsigned char, kBlock> inner{};
  std::array<unsigned char, kBlock> outer{};
  Digest short_key{};
  if (key.size() > kBlock) {
    short_key = sha256(key);
    key = text_of(short_key);
  }
  for (std::size_t i = 0; i < kBlock; ++i) {
    const auto byte = i < key.size() ? static_cast<unsigned char>(key[i]) : static_cast<unsigned char>(0);
    inner[i] = static_cast<unsigned char>(byte ^ 0x36U);
    outer[i] = static_cast<unsigned char>(byte ^ 0x5CU);
  }
  auto digest = sha256(text_of(inner), data);
  digest = sha256(text_of(outer), text_of(digest));
  mbedtls_platform_zeroize(inner.data(), inner.size());
  mbedtls_platform_zeroize(outer.data(), outer.size());
  mbedtls_platform_zeroize(short_key.data(), short_key.size());
  return std::string(text_of(digest));
}

std::string crypto_library() {
  return "mbedcrypto " MBEDTLS_VERSION_STRING;
}

}  // namespace latchkey
