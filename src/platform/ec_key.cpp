// SPDX-License-Identifier: Apache-2.0
#include "platform/ec_key.hpp"

#include <array>
#include <cstdlib>
#include <cstring>

#include <mbedtls/asn1.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/sha256.h>

#include "base/base64.hpp"
#include "platform/random.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kSize = 32;
constexpr unsigned kPart0 = MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED;
constexpr unsigned kSequence = MBEDTLS_ASN1_SEQUENCE | MBEDTLS_ASN1_CONSTRUCTED;
constexpr std::string_view kP256 = "\x2A\x86\x48\xCE\x3D\x03\x01\x07";  // 1.2.840.10045.3.1.7

struct Number {
  Number() { mbedtls_mpi_init(&value); }
  ~Number() { mbedtls_mpi_free(&value); }  // wipes it
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

/// For blinding: what is signed does not depend on it.
int blinding(void*, unsigned char* to, std::size_t count) {
  auto bytes = random_bytes(count);
  std::memcpy(to, bytes.data(), count);
  wipe(bytes);
  return 0;
}

// With a key that was checked only a lack of memory is left to fail.
void must(int status) {
  if (status != 0) std::abort();
}

/// 32 bytes, most significant first.
std::string bytes_of(const mbedtls_mpi& number) {
  std::string bytes(kSize, '\0');
  must(mbedtls_mpi_write_binary(&number, reinterpret_cast<unsigned char*>(bytes.data()), kSize));
  return bytes;
}

/// DER, read from the front.
class DerText {
 public:
  explicit DerText(std::string_view text) : at_(bytes_of(text)), end_(at_ + text.size()) {}

  /// What is inside the next element, if it is one of that tag, which is then passed.
  std::optional<std::string_view> take(unsigned tag) {
    // The library takes a pointer to what it does not change.
    auto* at = const_cast<unsigned char*>(at_);
    std::size_t size = 0;
    if (at_ == end_ || mbedtls_asn1_get_tag(&at, end_, &size, static_cast<int>(tag)) != 0)
      return std::nullopt;
    at_ = at + size;
    return std::string_view(reinterpret_cast<const char*>(at), size);
  }

 private:
  const unsigned char* at_;
  const unsigned char* end_;
};

/// ECPrivateKey of RFC 5915: the number, as it stands there.
std::optional<std::string_view> number_of_sec1(DerText key) {
  const auto number = key.take(MBEDTLS_ASN1_OCTET_STRING);
  if (!number || number->size() > kSize) return std::nullopt;
  if (const auto curve = key.take(kPart0)) {
    if (DerText(*curve).take(MBEDTLS_ASN1_OID) != kP256) return std::nullopt;
  }
  return number;
}

std::optional<std::string_view> number_of(std::string_view der) {
  const auto whole = DerText(der).take(kSequence);
  if (!whole) return std::nullopt;
  DerText key(*whole);
  const auto version = key.take(MBEDTLS_ASN1_INTEGER);
  if (version == std::string_view("\1", 1)) return number_of_sec1(key);
  if (version != std::string_view("\0", 1)) return std::nullopt;
  // PrivateKeyInfo of RFC 5208: what kind of key, and around the key itself a string.
  const auto kind = key.take(kSequence);
  const auto inner = key.take(MBEDTLS_ASN1_OCTET_STRING);
  if (!kind || !inner) return std::nullopt;
  DerText names(*kind);
  if (!names.take(MBEDTLS_ASN1_OID) || names.take(MBEDTLS_ASN1_OID) != kP256) return std::nullopt;
  const auto content = DerText(*inner).take(kSequence);
  if (!content) return std::nullopt;
  DerText sec1(*content);
  if (sec1.take(MBEDTLS_ASN1_INTEGER) != std::string_view("\1", 1)) return std::nullopt;
  return number_of_sec1(sec1);
}

/// What stands between the lines that begin with dashes.
Secret der_of(std::string_view pem) {
  std::string text;
  text.reserve(pem.size());
  while (!pem.empty()) {
    const auto end = std::min(pem.find_first_of("\r\n"), pem.size());
    if (pem.substr(0, 5) != "-----") text += pem.substr(0, end);
    pem.remove_prefix(std::min(end + 1, pem.size()));
  }
  Secret der(base64_bytes(text));
  wipe(text);
  return der;
}

}  // namespace

std::optional<EcKey> EcKey::from_pem(std::string_view pem) {
  const Secret der = der_of(pem);
  const auto bytes = number_of(der.reveal());
  if (!bytes) return std::nullopt;
  Curve curve;
  Number number;
  Point point;
  const bool good =
      curve.load() && mbedtls_mpi_read_binary(&number.value, bytes_of(*bytes), bytes->size()) == 0 &&
      mbedtls_ecp_check_privkey(&curve.group, &number.value) == 0 &&
      mbedtls_ecp_mul(&curve.group, &point.value, &number.value, &curve.group.G, blinding, nullptr) == 0;
  if (!good) return std::nullopt;
  EcKey key;
  key.number_ = Secret(bytes_of(number.value));
  key.x_ = bytes_of(point.value.X);
  key.y_ = bytes_of(point.value.Y);
  return key;
}

std::string EcKey::sign(std::string_view message) const {
  std::array<unsigned char, kSize> digest{};
  must(mbedtls_sha256_ret(bytes_of(message), message.size(), digest.data(), 0));
  Curve curve;
  Number number, r, s;
  if (!curve.load()) std::abort();
  must(mbedtls_mpi_read_binary(&number.value, bytes_of(number_.reveal()), kSize));
  must(mbedtls_ecdsa_sign_det_ext(&curve.group, &r.value, &s.value, &number.value, digest.data(),
                                  digest.size(), MBEDTLS_MD_SHA256, blinding, nullptr));
  return bytes_of(r.value) + bytes_of(s.value);
}

}  // namespace latchkey
