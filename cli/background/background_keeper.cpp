// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_keeper.hpp"

#include "base/try.hpp"
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
  const auto found = [&]() -> Result<RunningKeeper> {
    const auto keeper = running_keeper(setup.host);
    if (keeper && keeper->process != 0) {
      CHECK(check_keeper(setup, *keeper));
      return *keeper;
    }
    TRY(const long process, launch(setup, "keep", keeper_environment(setup), {"keep"}));
    const auto started = running_keeper(setup.host);
    if (!started || started->process == 0) return RunningKeeper{process, setup.host.now(), {}};
    CHECK(check_keeper(setup, *started));
    return *started;
  };
  return found().map_error([](Error error) {
    error.message.insert(0, "signed in, but ");
    return error;
  });
}

Result<void> check_keeper(const Setup& setup, const RunningKeeper& keeper) {
  if (keeper.configuration == configuration_of(setup)) return {};
  const auto process = std::to_string(keeper.process);
  return fail(Cause::keeper_running,
              "latchkey keep runs already (pid " + process + "), with another configuration" +
                  configuration_text(keeper.configuration, setup.host.env),
              "end process " + process + ", then try again");
}

}  // namespace latchkey::cli
