// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/command_line/option_spec.hpp"

namespace latchkey::cli {

/// The output of `latchkey --help`: all commands.
std::string program_help(const std::vector<OptionSpec>& common);
/// The output of `latchkey COMMAND --help`: the command's own options, then the common ones, in lines of at
/// most 80 columns.
std::string command_help(const CommandSpec& command, const std::vector<OptionSpec>& common);

}  // namespace latchkey::cli
