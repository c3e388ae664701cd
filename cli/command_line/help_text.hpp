// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/command_line/option_spec.hpp"

namespace latchkey::cli {

/// What `latchkey --help` prints: all commands.
std::string program_help(const std::vector<OptionSpec>& common);
/// What `latchkey COMMAND --help` prints: the command's own options, then those of every command. No line is
/// longer than 80 columns.
std::string command_help(const CommandSpec& command, const std::vector<OptionSpec>& common);

}  // namespace latchkey::cli
