// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/command.hpp"

namespace latchkey::cli {

/// machine: the files are not read yet; program: a session, and the words of a program to run.
enum class Needs { machine, config, session, program };

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
