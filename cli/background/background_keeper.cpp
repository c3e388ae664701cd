// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_keeper.hpp"

#include "cli/background/background_environment.hpp"
#include "cli/background/launcher.hpp"

namespace latchkey::cli {
namespace {

/// It serves every profile, and takes only what the files say.
Environment keeper_environment(const Setup& setup) {
  Environment env = background_environment(setup);
  for (const auto* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) env.unset(name);
  for (const auto* name : kKeyVariables) env.unset(name);
  for (const auto* name : kContainerVariables) env.unset(name);
  return env;
}

}  // namespace

Result<RunningKeeper> start_keeper(const Setup& setup) {
  if (const auto keeper = running_keeper(setup.host)) return *keeper;
  auto process = launch(setup, "keep", keeper_environment(setup), {"keep"});
  if (!process) {
    process.error().message.insert(0, "signed in, but ");
    return tl::unexpected(std::move(process.error()));
  }
  if (const auto keeper = running_keeper(setup.host)) return *keeper;
  return RunningKeeper{*process, setup.host.now(), {}};
}

}  // namespace latchkey::cli
