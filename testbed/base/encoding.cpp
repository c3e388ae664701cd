// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"

#include <cstdint>

namespace testbed {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Splits bytes into groups of `width` bits, most significant first; if `keep_rest`, the rest is padded with
// zeros.
std::string regroup(std::string_view bytes, unsigned width, std::string_view alphabet, bool keep_rest) {
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    buffer = (buffer << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      out += alphabet[buffer >> bits & ((1U << width) - 1U)];
    }
  }
  if (keep_rest && bits > 0) out += alphabet[buffer << (width - bits) & ((1U << width) - 1U)];
  return out;
}

}  // namespace

std::string hex(std::string_view bytes) {
  return regroup(bytes, 4, "0123456789abcdef", false);
}

std::string base64(std::string_view bytes) {
  std::string out = regroup(bytes, 6, kBase64, true);
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string base64url(std::string_view bytes) {
  return regroup(bytes, 6, kBase64Url, true);
}

std::string base32(std::string_view bytes) {
  return regroup(bytes, 5, kBase32, false);
}

std::optional<std::string> base32_decode(std::string_view text) {
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (char c : text) {
    if (c == ' ' || c == '-' || c == '=') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    const auto value = kBase32.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 5U | static_cast<std::uint32_t>(value)) & 0xFFFU;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(buffer >> bits & 0xFFU);
    }
  }
  return out;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string out;
  std::uint32_t buffer = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const auto value = kBase64Url.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    buffer = (buffer << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(buffer >> bits & 0xFFU);
    }
  }
  const bool has_rest = bits >= 6 || (buffer & ((1U << bits) - 1U)) != 0;
  return has_rest ? std::nullopt : std::optional(out);
}

}  // namespace testbed
