// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/system/environment.hpp"

// Who is who among processes.
namespace latchkey {

long own_process_id();
/// The controlling terminal as people name it, "pts/3"; empty: there is none, or its name is not known.
std::string own_terminal_name();
/// Whether a process is stopped, as by Ctrl-Z. False where that cannot be known.
bool is_stopped(long process_id);
/// A text that tells a process from a later one with the same number. Empty: no such process, or the system
/// does not tell.
std::string start_of_process(long process_id);

/// Who runs this process, for a person to recognise: the parent, or its parent where that is only a shell
/// that runs one command. "python3 deploy.py", as caller_text() has it; empty: unknown.
std::string caller_name();

/// What of a command line tells which program it is: the program's name and the script's or subcommand's. No
/// other argument, as they may hold secrets.
std::string caller_text(const std::vector<std::string>& command_line);

/// Whether it is a shell that only runs one command line.
bool is_shell_layer(const std::vector<std::string>& command_line);

/// The absolute path of the program that runs as this process. nullopt: the system does not tell, or the file
/// is no longer there.
std::optional<std::string> own_program();

/// Whether `name`, looked up on the PATH of `environment`, is the program that runs as this process.
bool finds_own_program(const std::string& name, const Environment& environment);

}  // namespace latchkey
