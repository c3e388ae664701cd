// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey {

/// Splits a command line of a config file as botocore does on this system (botocore/compat.py:
/// compat_shell_split): as shlex.split() does, or by the rules of Windows's C runtime. nullopt: a quote is
/// not closed.
std::optional<std::vector<std::string>> split_command_line(std::string_view text);

/// The hint for a line that cannot be split.
const char* command_line_rules();

/// The usual shell of this system, by its name in `latchkey export --format`.
const char* usual_shell();

/// `word` as one word of such a line; unchanged if it needs no quotes.
std::string command_line_word(std::string_view word);

}  // namespace latchkey
