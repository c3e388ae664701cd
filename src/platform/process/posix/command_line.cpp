// SPDX-License-Identifier: Apache-2.0
#include "platform/process/command_line.hpp"

#include "base/text.hpp"

namespace latchkey {

std::optional<std::vector<std::string>> split_command_line(std::string_view text) {
  return text::shell_split(text);
}

const char* command_line_rules() {
  return "quote it as for a POSIX shell";
}

const char* usual_shell() {
  return "env";
}

std::string command_line_word(std::string_view word) {
  return text::shell_quoted(word);
}

}  // namespace latchkey
