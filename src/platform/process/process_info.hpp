// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/system/environment.hpp"

// Information about processes.
namespace latchkey {

long own_process_id();
/// The short name of the controlling terminal, "pts/3"; empty: there is none, or its name is unknown.
std::string own_terminal_name();
/// Whether a process is stopped, as by Ctrl-Z. False if that is unknown.
bool is_stopped(long process_id);
/// A text that distinguishes a process from a later one with the same ID. Empty: there is no such process, or
/// the text is unknown.
std::string start_of_process(long process_id);

/// The program that runs this process, in the form of caller_text(): the parent, or its parent if the parent
/// is a shell that runs one command. "python3 deploy.py"; empty: unknown.
std::string caller_name();

/// The part of a command line that identifies the program: its name, and that of the script or subcommand.
/// Omits all other arguments, because they may contain secrets.
std::string caller_text(const std::vector<std::string>& command_line);

/// Whether it is a shell that only runs one command line.
bool is_shell_layer(const std::vector<std::string>& command_line);

/// The absolute path of the program that runs as this process. nullopt: unknown, or the file no longer
/// exists.
std::optional<std::string> own_program();

/// Whether `name`, looked up on the PATH of `environment`, is the program that runs as this process.
bool finds_own_program(const std::string& name, const Environment& environment);

}  // namespace latchkey
