// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace latchkey {

/// Who runs this process, for a person to recognise: the parent, or its parent where that is only a shell
/// that runs one command. "python3 deploy.py", as caller_text() has it; empty: unknown.
std::string caller_name();

/// What of a command line tells which program it is: the program's name and the script's or subcommand's. No
/// other argument, as they may hold secrets.
std::string caller_text(const std::vector<std::string>& command_line);

/// Whether it is a shell that only runs one command line.
bool is_shell_layer(const std::vector<std::string>& command_line);

}  // namespace latchkey
