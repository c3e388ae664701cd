// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace testbed {

using Form = std::vector<std::pair<std::string, std::string>>;

/// Percent-decodes; '+' becomes a blank if `plus_is_blank`. nullopt: a '%' without two hex digits.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank);

/// Percent-encodes all characters except A-Z a-z 0-9 - . _ ~ and those in `keep`.
std::string percent_encode(std::string_view text, std::string_view keep = "");

/// application/x-www-form-urlencoded. nullopt: malformed.
std::optional<Form> parse_form(std::string_view text);

/// The first value of `name`.
std::optional<std::string> form_value(const Form& form, std::string_view name);

}  // namespace testbed
