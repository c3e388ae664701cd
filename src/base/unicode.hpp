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
/// str.strip(), str.rstrip(), str.lstrip().
std::string_view strip(std::string_view text);
std::string_view strip_end(std::string_view text);
std::string_view strip_start(std::string_view text);

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
