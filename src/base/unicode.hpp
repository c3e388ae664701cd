// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Operations of Python's str on UTF-8 text.
namespace latchkey::unicode {

/// Whether `text` is strictly valid UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool is_valid(std::string_view text);

/// Removes one code point from the front of `text` and returns it. A byte that is not valid UTF-8 becomes
/// U+DC80-U+DCFF, Python's surrogateescape, so that any input is accepted.
char32_t next(std::string_view& text);

void append(std::string& to, char32_t code_point);

/// The number of code points in `text`.
std::size_t length(std::string_view text);

/// str.isspace() of one character.
bool is_space(char32_t c);

/// Whether the byte is a visible ASCII character.
constexpr bool is_ascii_graphic(char c) {
  return c > 0x20 && c < 0x7F;
}

/// strip_start() and strip_end() for texts that start or end with a rare character.
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

/// Whether lower() changes nothing. May be false for lower-case text outside ASCII.
bool is_lower(std::string_view text);

/// str.lower(), without its rule for a final sigma.
std::string lower(std::string_view text);

/// Whether a terminal shows nothing for `c` or draws the text around it in another order: Unicode's
/// Default_Ignorable_Code_Point (bidirectional controls, zero-width characters, variation selectors, tags),
/// the line and paragraph separators, and the interlinear annotation characters. Source: Unicode 15.0,
/// DerivedCoreProperties.txt.
bool is_invisible(char32_t c);

/// The value of a decimal digit (category Nd, any script), or -1.
int digit_value(char32_t c);

}  // namespace latchkey::unicode
