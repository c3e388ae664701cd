// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace testbed {

std::string hex(std::string_view bytes);        ///< lower case
std::string base64(std::string_view bytes);     ///< padded
std::string base64url(std::string_view bytes);  ///< RFC 4648 section 5, without padding
std::string base32(std::string_view bytes);     ///< upper case, only whole groups of 5 bits, no padding

/// Reads a secret as authenticator apps do, ignoring case, blanks, '-' and '='. nullopt: another character.
std::optional<std::string> base32_decode(std::string_view text);

/// In the form of JSON Web Signatures: no padding, blanks or extra bits. nullopt: anything else.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace testbed
