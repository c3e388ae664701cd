// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/ec_key.hpp"

#include <array>
#include <cstring>
#include <new>
#include <stdexcept>

#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>

#include "base/secret/secret_text.hpp"
#include "platform/crypto/ec_key_text.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/random.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kSize = 32;

struct Number {
  Number() { mbedtls_mpi_init(&value); }
  ~Number() { mbedtls_mpi_free(&value); }  // overwrites it
  Number(const Number&) = delete;
  Number& operator=(const Number&) = delete;
  mbedtls_mpi value;
};

struct Curve {
  Curve() { mbedtls_ecp_group_init(&group); }
  ~Curve() { mbedtls_ecp_group_free(&group); }
  Curve(const Curve&) = delete;
  Curve& operator=(const Curve&) = delete;
  bool load() { return mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP256R1) == 0; }
  mbedtls_ecp_group group;
};

struct Point {
  Point() { mbedtls_ecp_point_init(&value); }
  ~Point() { mbedtls_ecp_point_free(&value); }
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;
  mbedtls_ecp_point value;
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Randomness for blinding, which does not affect the signature.
int blinding(void*, unsigned char* to, std::size_t count) {
  try {  // exceptions must not pass through the calling C library
    const SecretText bytes = random_bytes(count);
    std::memcpy(to, bytes.data(), count);
    return 0;
  } catch (const std::exception&) {
    return MBEDTLS_ERR_ECP_RANDOM_FAILED;
  }
}

// With a valid key, only missing memory or randomness can fail.
void must(int status) {
  if (status == 0) return;
  if (status == MBEDTLS_ERR_ECP_RANDOM_FAILED) throw std::runtime_error("no random numbers to sign with");
  throw std::bad_alloc();
}

/// 32 bytes, most significant first.
std::string bytes_of(const mbedtls_mpi& number) {
  std::string bytes(kSize, '\0');
  must(mbedtls_mpi_write_binary(&number, reinterpret_cast<unsigned char*>(bytes.data()), kSize));
  return bytes;
}

/// x and y, 32 bytes each. mbedTLS 3 makes the members X and Y private.
std::string coordinates_of(const mbedtls_ecp_group& group, const mbedtls_ecp_point& point) {
  std::array<unsigned char, 1 + 2 * kSize> bytes{};  // a tag, x, y
  std::size_t size = 0;
  must(mbedtls_ecp_point_write_binary(&group, &point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, bytes.data(),
                                      bytes.size()));
  return {bytes.begin() + 1, bytes.end()};
}

}  // namespace

std::optional<EcKey> EcKey::from_pem(std::string_view pem) {
  const auto numbers = ec_key_numbers(pem);
  if (!numbers) return std::nullopt;
  const std::string_view bytes = numbers->number.reveal();
  Curve curve;
  Number number;
  Point point;
  const bool good =
      curve.load() && mbedtls_mpi_read_binary(&number.value, bytes_of(bytes), bytes.size()) == 0 &&
      mbedtls_ecp_check_privkey(&curve.group, &number.value) == 0 &&
      mbedtls_ecp_mul(&curve.group, &point.value, &number.value, &curve.group.G, blinding, nullptr) == 0;
  if (!good) return std::nullopt;
  EcKey key;
  key.number_ = Secret(bytes_of(number.value));
  const auto coordinates = coordinates_of(curve.group, point.value);
  key.x_ = coordinates.substr(0, kSize);
  key.y_ = coordinates.substr(kSize);
  return key;
}

std::string EcKey::sign(std::string_view message) const {
  const auto digest = sha256_bytes(message);
  Curve curve;
  Number number, r, s;
  if (!curve.load()) throw std::bad_alloc();
  must(mbedtls_mpi_read_binary(&number.value, bytes_of(number_.reveal()), kSize));
  must(mbedtls_ecdsa_sign_det_ext(&curve.group, &r.value, &s.value, &number.value, bytes_of(digest),
                                  digest.size(), MBEDTLS_MD_SHA256, blinding, nullptr));
  return bytes_of(r.value) + bytes_of(s.value);
}

}  // namespace latchkey
