// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_info.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace latchkey {
namespace {

constexpr std::size_t kLongestCaller = 40;

/// The last part of a path; empty if it is not a plain name, because then it may be anything.
std::string plain_name(std::string_view path) {
  const auto name = path.substr(path.find_last_of("/\\") + 1);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-' || c == '+';
  };
  const bool plain = name.size() <= kLongestCaller && std::all_of(name.begin(), name.end(), is_plain);
  return plain ? std::string(name) : std::string();
}

/// Whether a word after options is a script, although it may be the value of an option.
bool is_script(std::string_view word) {
  constexpr std::array<std::string_view, 9> kEndings = {".py", ".js", ".mjs", ".cjs", ".ts",
                                                        ".rb", ".pl", ".sh",  ".jar"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return word.ends_with(ending); });
}

}  // namespace

std::string caller_text(const std::vector<std::string>& command_line) {
  if (command_line.empty()) return {};
  std::string_view program = command_line.front();
  program = program.substr(0, program.find(' '));  // titles: "postgres: writer", "-bash"
  if (program.starts_with('-')) program.remove_prefix(1);
  std::string text = plain_name(program);
  if (text.empty()) return text;
  for (std::size_t i = 1; i < command_line.size(); ++i) {
    const auto& word = command_line[i];
    if (word.starts_with('-')) continue;
    const auto name = i == 1 || is_script(word) ? plain_name(word) : std::string();
    if (!name.empty()) text += ' ' + name;
    break;
  }
  return text;
}

bool is_shell_layer(const std::vector<std::string>& command_line) {
  if (command_line.size() < 3) return false;
  constexpr std::array<std::string_view, 5> kShells = {"sh", "bash", "dash", "zsh", "ksh"};
  const auto name = plain_name(command_line.front());
  const auto& option = command_line[1];
  return std::find(kShells.begin(), kShells.end(), name) != kShells.end() && option.starts_with('-') &&
         !option.starts_with("--") && option.find('c') != std::string::npos;
}

}  // namespace latchkey
