// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace latchkey {

/// The words of a command line in a config file, as botocore takes it apart on this system
/// (botocore/compat.py: compat_shell_split): as shlex.split() does it, or by the rules of Windows's C
/// runtime. nullopt: a quote is not closed.
std::optional<std::vector<std::string>> split_command_line(std::string_view text);

/// What to do about a line that cannot be taken apart, for a hint.
const char* command_line_rules();

/// What people mostly type commands into here, by the name that `latchkey export --format` has for it.
const char* usual_shell();

/// `word` as one word of such a line; as it is if it needs no quotes.
std::string command_line_word(std::string_view word);

}  // namespace latchkey
