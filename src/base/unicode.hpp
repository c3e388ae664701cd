// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Text as Python's str sees it, kept as UTF-8.
namespace latchkey::unicode {

/// Whether `text` is strictly valid UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_valid(std::string_view text);

/// Takes one code point from the front of `text`. A byte that is no valid UTF-8 comes back as U+DC80-U+DCFF,
/// Python's surrogateescape, so that no input is refused.
char32_t next(std::string_view& text);

void append(std::string& to, char32_t code_point);

/// How many code points `text` has.
std::size_t length(std::string_view text);

/// str.isspace() of one character.
bool is_space(char32_t c);

/// Neither blank nor the beginning or end of a longer character.
constexpr bool is_ascii_graphic(char c) {
  return c > 0x20 && c < 0x7F;
}

/// What strip_start() and strip_end() do where the text starts or ends with a rare character.
std::string_view strip_any_start(std::string_view text);
std::string_view strip_any_end(std::string_view text);

/// str.lstrip().
inline std::string_view strip_start(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return text.empty() || is_ascii_graphic(text.front()) ? text : strip_any_start(text);
}

/// str.rstrip().
inline std::string_view strip_end(std::string_view text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text.empty() || is_ascii_graphic(text.back()) ? text : strip_any_end(text);
}

/// str.strip().
inline std::string_view strip(std::string_view text) {
  return strip_end(strip_start(text));
}

/// Whether lower() changes nothing. May be false for text that is not ASCII and is in lower case.
bool is_lower(std::string_view text);

/// str.lower(), without its rule for a final sigma.
std::string lower(std::string_view text);

/// Whether a terminal shows nothing for `c` or draws the text around it in another order: Unicode's
/// Default_Ignorable_Code_Point (bidirectional controls, zero-width characters, variation selectors, tags),
/// the line and paragraph separators, and the interlinear annotation characters. Source: Unicode 15.0,
/// DerivedCoreProperties.txt.
bool is_invisible(char32_t c);

/// The decimal digit's value (category Nd, any script), or -1.
int digit_value(char32_t c);

}  // namespace latchkey::unicode
