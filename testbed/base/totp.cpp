// SPDX-License-Identifier: Apache-2.0
#include "base/totp.hpp"

#include "base/hash.hpp"

namespace testbed {

std::int64_t totp_step(std::int64_t unix_time) {
  // Also rounds down before 1970, because the clock may be shifted.
  return unix_time >= 0 ? unix_time / kTotpPeriod : -((-unix_time + kTotpPeriod - 1) / kTotpPeriod);
}

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
  std::string counter(8, '\0');
  for (unsigned i = 0; i < 8; ++i) {
    counter[i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (56U - 8U * i) & 0xFFU);
  }
  const std::string mac = hmac_sha1(secret, counter);
  const auto at = [&mac](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[i]));
  };
  const std::size_t offset = at(mac.size() - 1) & 0xFU;
  std::uint32_t value =
      (at(offset) & 0x7FU) << 24U | at(offset + 1) << 16U | at(offset + 2) << 8U | at(offset + 3);
  std::string code(static_cast<std::size_t>(digits), '0');
  for (std::size_t i = code.size(); i > 0; --i) {
    code[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return code;
}

}  // namespace testbed
