// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.hpp"

namespace latchkey::cli {

#define COMMAND(name, needs, declare, summary) Declare declare;
#include "cli/commands.def"
#undef COMMAND

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
#define COMMAND(name, needs, declare, summary) {name, Needs::needs, declare, summary},
#include "cli/commands.def"
#undef COMMAND
  };
  return table;
}

}  // namespace latchkey::cli
