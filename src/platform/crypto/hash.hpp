// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey {

std::string sha1_hex(std::string_view data);                           ///< 40 lower-case digits
std::string sha256_hex(std::string_view data);                         ///< 64 lower-case digits
std::string sha256_bytes(std::string_view data);                       ///< 32 raw bytes
std::string hmac_sha256(std::string_view key, std::string_view data);  ///< 32 raw bytes
std::string to_hex(std::string_view bytes);                            ///< lower-case

/// The library behind it and its version: "mbedcrypto 2.28.3".
std::string crypto_library();

}  // namespace latchkey
