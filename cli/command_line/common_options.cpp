// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line/common_options.hpp"

#include "cli/command_line/declaration.hpp"

namespace latchkey::cli {

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
  options.add(common.debug,
              {.names = "--debug", .help = "Print what latchkey reads and decides, never a secret"});
  app.set_version_flag("--version", "latchkey " LATCHKEY_VERSION);
  options.describe({.names = "--version", .help = "Print the version"});
  options.describe({.names = "-h,--help", .help = "Print the help"});  // CLI11 declares it by itself
  return spec.options;
}

}  // namespace latchkey::cli
