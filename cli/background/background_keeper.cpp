// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_keeper.hpp"

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "cli/background/background_environment.hpp"
#include "platform/files/files.hpp"
#include "platform/process/background.hpp"
#include "platform/process/executable_path.hpp"

namespace latchkey::cli {
namespace {

constexpr std::chrono::milliseconds kStartNap{10};
constexpr std::chrono::milliseconds kLongestStart{5000};

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
  const Host& host = setup.host;
  if (const auto keeper = running_keeper(host)) return *keeper;
  const auto program = own_program();
  if (!program) {
    return fail(Cause::process_not_started,
                "cannot start the background process: this program's own file is not there",
                "run latchkey keep yourself");
  }
  const auto log = files::join(paths::state_folder(host.env), "keep.log");
  TRY(const long process, start_in_background(*program, {*program, "keep"}, keeper_environment(setup), log));
  host.debug("keep: started process " + std::to_string(process) + ", log " + log);
  for (auto waited = kStartNap; waited <= kLongestStart; waited += kStartNap) {
    host.sleep(kStartNap);
    const auto keeper = running_keeper(host);
    if (keeper && keeper->process != 0) return *keeper;
  }
  return fail(Cause::process_not_started,
              "signed in, but the background process that keeps it warm did not start",
              "see " + log + ", or run latchkey keep yourself");
}

}  // namespace latchkey::cli
