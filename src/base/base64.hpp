// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey {

/// Base64 with "-" and "_" and without padding (RFC 4648, section 5): what JSON Web Tokens are made of.
std::string base64url(std::string_view bytes);

/// The bytes of ordinary base64. What is none of its characters is passed over, as Python's b64decode() does.
std::string base64_bytes(std::string_view text);

}  // namespace latchkey
