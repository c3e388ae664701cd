// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/command.hpp"

namespace latchkey::cli {

/// machine: the files are not read; host: the same, and the folders are not checked, because the command
/// calls load_setup(); program: a session, and the words of a program to run.
enum class Needs { machine, host, config, session, program };

/// A line of commands.def.
struct Command {
  const char* name;
  Needs needs;
  Declare* declare;
  const char* summary;
};

/// All of them, in the order of --help.
const std::vector<Command>& commands();

/// The options that every command has.
struct CommonOptions {
  SessionOptions session;
  bool debug = false, quiet = false;
  std::string colour = "auto";  ///< a name of kColourModes
};

/// Declares them on the program or on a command, and returns their specs.
std::vector<OptionSpec> declare_common(CLI::App& app, CommonOptions& common);

/// A command with its declared options.
struct DeclaredCommand {
  const Command* command;
  Run run;
  CommandSpec spec;
};
/// Declares `command` on `app`, with the common options, which are allowed before and after the command's
/// name.
DeclaredCommand declare_command(CLI::App& app, const Command& command, CommonOptions& common);

/// All options of the program, for --help, the man pages and the guide's table.
struct OptionTable {
  std::vector<OptionSpec> common;
  std::vector<CommandSpec> commands;
};
/// Declares every command, which takes time. Not for running a command.
OptionTable option_table();

}  // namespace latchkey::cli
