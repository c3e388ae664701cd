// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto/ec_key_text.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/secret/secret_text.hpp"

namespace latchkey {
namespace {

constexpr std::size_t kSize = 32;
constexpr std::string_view kP256 = "\x2A\x86\x48\xCE\x3D\x03\x01\x07";  // 1.2.840.10045.3.1.7

// DER tags.
constexpr unsigned char kInteger = 0x02;
constexpr unsigned char kBits = 0x03;
constexpr unsigned char kBytes = 0x04;
constexpr unsigned char kName = 0x06;
constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kPart0 = 0xA0;
constexpr unsigned char kPart1 = 0xA1;

/// Reads DER elements from the front.
class DerText {
 public:
  explicit DerText(std::string_view text) : rest_(text) {}

  /// Consumes the next element if it has that tag, and returns its content.
  std::optional<std::string_view> take(unsigned char tag) {
    if (rest_.size() < 2 || byte(0) != tag) return std::nullopt;
    std::size_t size = byte(1);
    std::size_t start = 2;
    if (size >= kLong) {
      const std::size_t count = size - kLong;
      if (count == 0 || count > kMostLengthBytes || rest_.size() < start + count) return std::nullopt;
      size = 0;
      for (std::size_t i = 0; i < count; ++i) size = (size << 8U) | byte(start + i);
      start += count;
    }
    if (size > rest_.size() - start) return std::nullopt;
    const auto inside = rest_.substr(start, size);
    rest_.remove_prefix(start + size);
    return inside;
  }

 private:
  static constexpr std::size_t kLong = 0x80;  // the excess is the number of length bytes
  static constexpr std::size_t kMostLengthBytes = 4;

  std::size_t byte(std::size_t at) const { return static_cast<unsigned char>(rest_[at]); }

  std::string_view rest_;
};

/// ECPrivateKey of RFC 5915, after its version.
std::optional<EcKeyNumbers> numbers_of_sec1(DerText key) {
  const auto number = key.take(kBytes);
  if (!number || number->size() > kSize) return std::nullopt;
  if (const auto curve = key.take(kPart0)) {
    if (DerText(*curve).take(kName) != kP256) return std::nullopt;
  }
  EcKeyNumbers found;
  auto padded = SecretText::of_size(kSize - number->size());
  found.number = padded.append(*number);
  constexpr std::string_view kUncompressed("\0\4", 2);  // no unused bits, and both coordinates
  if (const auto part = key.take(kPart1)) {
    const auto point = DerText(*part).take(kBits);
    if (point && point->size() == kUncompressed.size() + 2 * kSize && point->starts_with(kUncompressed))
      found.public_point = point->substr(kUncompressed.size());
  }
  return found;
}

std::optional<EcKeyNumbers> numbers_of(std::string_view der) {
  const auto whole = DerText(der).take(kSequence);
  if (!whole) return std::nullopt;
  DerText key(*whole);
  const auto version = key.take(kInteger);
  if (version == std::string_view("\1", 1)) return numbers_of_sec1(key);
  if (version != std::string_view("\0", 1)) return std::nullopt;
  // PrivateKeyInfo of RFC 5208: the kind of the key, and the key in a string.
  const auto kind = key.take(kSequence);
  const auto inner = key.take(kBytes);
  if (!kind || !inner) return std::nullopt;
  DerText names(*kind);
  if (!names.take(kName) || names.take(kName) != kP256) return std::nullopt;
  const auto content = DerText(*inner).take(kSequence);
  if (!content) return std::nullopt;
  DerText sec1(*content);
  if (sec1.take(kInteger) != std::string_view("\1", 1)) return std::nullopt;
  return numbers_of_sec1(sec1);
}

/// The bytes between the BEGIN and END lines.
Secret der_of(std::string_view pem) {
  SecretText text;
  text.reserve(pem.size());
  while (!pem.empty()) {
    const auto end = std::min(pem.find_first_of("\r\n"), pem.size());
    if (pem.substr(0, 5) != "-----") text += pem.substr(0, end);
    pem.remove_prefix(std::min(end + 1, pem.size()));
  }
  return Secret(base64_bytes(text));
}

}  // namespace

std::optional<EcKeyNumbers> ec_key_numbers(std::string_view pem) {
  const Secret der = der_of(pem);
  return numbers_of(der.reveal());
}

}  // namespace latchkey
