// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace latchkey::ini {

/// The header that a line without "[" or "]" was meant to be: "[profile ops]" for "[profile ops" and for
/// "(profile ops)". nullopt: the line is something else, or may hold a secret. Only a line that begins with a
/// word of headers and has one short word after it is known to be a header.
std::optional<std::string> meant_header(std::string_view line);

}  // namespace latchkey::ini
