// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.hpp"

#include <iterator>
#include <utility>

namespace latchkey::cli {

#define COMMAND(name, needs, declare, summary) Declare declare;
#include "cli/commands.def"
#undef COMMAND

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
#define COMMAND(name, needs, declare, summary) {name, Needs::needs, declare, summary},
#include "cli/commands.def"
#include "cli/output/style.hpp"
#undef COMMAND
  };
  return table;
}

std::vector<OptionSpec> declare_common(CLI::App& app, CommonOptions& common) {
  CommandSpec spec;
  Declaration options(app, spec);
  options
      .add(common.session.profile, {.names = "-p,--profile",
                                    .value = "NAME",
                                    .kind = ValueKind::profile,
                                    .help = "Use this profile, not AWS_DEFAULT_PROFILE or AWS_PROFILE"})
      ->take_last();
  options
      .add(common.session.region, {.names = "--region",
                                   .value = "NAME",
                                   .kind = ValueKind::region,
                                   .help = "Use this region, not AWS_DEFAULT_REGION or the profile's"})
      ->take_last();
  options
      .add(common.colour, {.names = "--color",
                           .value = "WHEN",
                           .kind = ValueKind::choice,
                           .help = "Use colours",
                           .choices = {std::begin(kColourModes), std::end(kColourModes)},
                           .standard = kColourModes[0]})
      ->take_last();
  options.add(common.quiet, {.names = "-q,--quiet", .help = "Print no warnings and no progress"});
  options.add(common.debug,
              {.names = "--debug", .help = "Print what latchkey reads and decides, never a secret"});
  app.set_version_flag("--version", std::string());  // printed by app.cpp
  options.describe({.names = "--version", .help = "Print the version, the build and its libraries"});
  options.describe({.names = "-h,--help", .help = "Print the help"});  // CLI11 declares it by itself
  return spec.options;
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
