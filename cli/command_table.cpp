// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.hpp"

#include <utility>

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

DeclaredCommand declare_command(CLI::App& app, const Command& command, CommonOptions& common) {
  auto* sub = app.add_subcommand(command.name);
  DeclaredCommand declared{&command, {}, {.name = command.name, .summary = command.summary}};
  declared.spec.runs_program = command.needs == Needs::program;
  Declaration options(*sub, declared.spec);
  declared.run = command.declare(options);
  declare_common(*sub, common);
  return declared;
}

OptionTable option_table() {
  CLI::App app;
  CommonOptions common;
  OptionTable table{declare_common(app, common), {}};
  for (const auto& command : commands()) table.commands.push_back(declare_command(app, command, common).spec);
  return table;
}

}  // namespace latchkey::cli
