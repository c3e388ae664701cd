// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret/secret_text.hpp"

// Edits single lines of a text without changing any other byte.
namespace latchkey {

/// The lines of a text as ini::parse() counts them, each with its end: "\n", "\r\n", a lone "\r" or, for the
/// last one, none. Views into `text`.
std::vector<std::string_view> lines_of(std::string_view text);

/// `line` without its end.
std::string_view without_line_end(std::string_view line);

/// The replacement for one line: nothing or lines with their own line ends.
struct LineEdit {
  std::size_t line = 0;  ///< from 1
  std::vector<SecretText> now;
};
/// In the order of the lines, at most one for each.
using LineEdits = std::vector<LineEdit>;

/// `text` with `edits` applied.
SecretText edited(std::string_view text, const LineEdits& edits);

/// The edits in the format of `diff -u`, with three lines of context. `shown` returns the text to print for a
/// line (without its end).
std::string unified_diff(std::string_view text, const LineEdits& edits, const std::string& path,
                         const std::function<std::string(std::string_view)>& shown);

}  // namespace latchkey
