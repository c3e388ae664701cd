// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace testbed {

// All results are raw bytes. A failing OpenSSL ends the program: a judge without hashes cannot judge.
std::string sha256(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);
std::string hmac_sha1(std::string_view key, std::string_view data);
std::string random_bytes(std::size_t count);

/// Compares without telling, by the time it takes, where two equally long texts differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace testbed
