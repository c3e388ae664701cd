// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey::text {

/// Splits text as Python's shlex.split() does (POSIX rules, no comments): blank, tab, CR and LF separate;
/// '...' is literal; "..." supports only \" and \\; elsewhere a backslash quotes the next character. nullopt:
/// a quote is not closed, or a backslash ends the text.
std::optional<std::vector<std::string>> shell_split(std::string_view text);

/// `word` as one word for shlex.split() and for sh; unchanged if it needs no quotes.
std::string shell_quoted(std::string_view word);

/// second_word() of a header that is two words without quotes, separated by one blank; else empty. A view
/// into `header`.
std::string_view plain_second_word(std::string_view header);

/// The second word of a header such as profile "my prod"; nullopt unless there are exactly two words.
std::optional<std::string> second_word(std::string_view header);

/// Python's int(text): blanks around, one sign, decimal digits of any script, single underscores between
/// them. nullopt: anything else, and numbers of more than 18 digits, which no DurationSeconds can be.
std::optional<long long> parse_int(std::string_view text);

/// Up to three of `names` with a similar spelling to `wanted`, most similar first, ignoring case.
std::vector<std::string> nearest(const std::vector<std::string>& names, std::string_view wanted);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// "did you mean ops or dev?", of what nearest() found. Empty: it found nothing.
std::string did_you_mean(const std::vector<std::string>& near);

/// The text with its ASCII letters in lower case, in any locale. unicode::lower() is for other letters as
/// well.
std::string ascii_lower(std::string_view text);

/// Whether two texts are equal, ignoring the case of ASCII letters.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// The first line of a value for messages, and " ..." if there are more: the next line may be another
/// setting, such as a secret, that is indented by mistake.
std::string first_line(std::string_view value);

/// One line of text in which every character is visible and in its original order, so that a file, a reply or
/// a name cannot control the terminal or disguise itself. C0 controls, DEL and bytes that are not UTF-8
/// become "\x1b"; C1 controls and characters for which unicode::is_invisible() is true become "<U+202E>".
std::string printable(std::string_view text);

/// The same, in quotes if it is empty or begins or ends with a blank, which nobody would see.
std::string printable_name(std::string_view text);

/// The same for several lines: "\n" and "\t" stay.
std::string printable_lines(std::string_view text);

}  // namespace latchkey::text
