// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace latchkey::ini {

/// The intended header of a line without "[" or "]": "[profile ops]" for "[profile ops" and for "(profile
/// ops)". nullopt: the line is something else, or may contain a secret. Only a line with a header keyword and
/// one short word after it counts as a header.
std::optional<std::string> meant_header(std::string_view line);

}  // namespace latchkey::ini
