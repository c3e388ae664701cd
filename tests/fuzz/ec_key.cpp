// SPDX-License-Identifier: Apache-2.0
// Any bytes as the text of a private key (the dpopKey of a login session): PEM around base64 around DER. The
// first byte selects whether the rest is the whole text or only the DER. A key that is accepted can sign.
#include "platform/crypto/ec_key.hpp"

#include "fuzz/support.hpp"
#include "platform/crypto/ec_key_text.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

constexpr std::size_t kSize = 32;

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3; ++i)
      bits = bits << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (unsigned shift = 24; shift > 0; shift -= 6) text += kDigits[bits >> (shift - 6) & 0x3FU];
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto [kind, rest] = latchkey::fuzz::selected(data, size);
  const auto pem = (kind & 1U) != 0 ? std::string(rest)
                                    : "-----BEGIN EC PRIVATE KEY-----\n" + base64(rest) +
                                          "\n-----END EC PRIVATE KEY-----\n";
  const auto numbers = ec_key_numbers(pem);
  if (!numbers) {
    need(!EcKey::from_pem(pem));
    return 0;
  }
  need(numbers->number.reveal().size() == kSize);
  need(numbers->public_point.empty() || numbers->public_point.size() == 2 * kSize);
  const auto key =
      EcKey::from_pem(pem);  // zero, and numbers that are not below the curve's order, are not keys
  if (!key) return 0;
  need(key->x().size() == kSize && key->y().size() == kSize);
  const auto signature = key->sign("text");
  need(signature.size() == 2 * kSize && signature == key->sign("text"));
  return 0;
}
