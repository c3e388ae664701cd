// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <cstdint>

namespace latchkey {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace

std::string base64url(std::string_view bytes) {
  const auto digit = [](std::uint32_t value) {
    return value < 62 ? kDigits[value] : value == 62 ? '-' : '_';
  };
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += digit(bits >> (count - 6) & 0x3FU);
  }
  if (count > 0) text += digit(bits << (6 - count) & 0x3FU);
  return text;
}

std::string base64_bytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto found = kDigits.find(c);
    if (found == std::string_view::npos && c != '+' && c != '/') continue;
    bits = (bits << 6U) | static_cast<std::uint32_t>(c == '+' ? 62 : c == '/' ? 63 : found);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFFU);
  }
  return bytes;
}

}  // namespace latchkey
