// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace testbed {

// All results are raw bytes. If OpenSSL fails, the program ends, because it cannot work without hashes.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hmac_sha1(std::string_view key, std::string_view data);
std::string random_bytes(std::size_t count);

/// Compares two texts of equal length in constant time.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace testbed
