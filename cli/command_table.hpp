// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace latchkey::cli {

/// machine: the files are not read yet; host: the same, and the folders are not checked, because the command
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

}  // namespace latchkey::cli
