// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace latchkey {

/// Base64 with "-" and "_" and without padding (RFC 4648, section 5), as in JSON Web Tokens.
std::string base64url(std::string_view bytes);

/// Decodes standard base64. Ignores all other characters, as Python's b64decode() does.
std::string base64_bytes(std::string_view text);

}  // namespace latchkey
