// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/key_warning.hpp"
#include "cli/output/messages.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process_end.hpp"
#include "platform/process/process_info.hpp"
#include "serve/adopt/profile_overlay.hpp"
#include "serve/child/child_environment.hpp"
#include "serve/child/exec_refresh.hpp"

namespace latchkey::cli {

Declare declare_exec;

namespace {

/// Creates the program's overlay and sets its variables. The program runs without one if it cannot be
/// created, or if nothing would remove it after a kill, because its environment contains credentials.
std::optional<ProfileOverlay> enter_overlay(const Setup& setup, Environment& env) {
  leave_overlay(env, setup.config);
  auto overlay = ProfileOverlay::make(setup.host, setup.config);
  if (overlay && *overlay) {
    if (auto kept = (*overlay)->remove_at_process_exit(); !kept)
      overlay = tl::unexpected(std::move(kept).error());
  }
  if (!overlay) {
    setup.host.warn(overlay.error().message +
                    "; a profile that the program selects itself may prompt for a code");
    return std::nullopt;
  }
  if (*overlay) (*overlay)->enter(env);
  return *std::move(overlay);
}

int cannot_run(const CommandInput& in, const StartFailure& failure) {
  const auto& program = in.program.front();
  show_error({Cause::program_not_started, "cannot run " + program + ": " + failure.detail,
              failure.found ? "check that it is an executable program"
              : in.setup.config.find(program) != nullptr
                  ? program + " is a profile: latchkey exec -p " + command_line_word(program) + " -- PROGRAM"
                  : "check its name and PATH"},
             in.setup.host.env);
  constexpr int kCannotExecute = 126;
  constexpr int kNotFound = 127;
  return failure.found ? kCannotExecute : kNotFound;
}

Result<int> run_beside_endpoint(const CommandInput& in) {
  drop_messages_that_block();
  TRY(const auto end, run_refreshing(*in.session, in.program, own_program().value_or("")));
  if (!end) return cannot_run(in, end.error());
  if (end->signal != 0) end_by_signal(end->signal);
  return end->status;
}

}  // namespace

Run declare_exec(Declaration& declaration) {
  const auto refresh = std::make_shared<bool>(false);
  declaration.add(*refresh, {.names = "--refresh",
                             .help = "Refresh the credentials while PROGRAM runs, at a local endpoint"});
  declaration.examples(R"(  latchkey exec -p NAME -- aws s3 ls
  latchkey exec -p NAME --refresh -- terraform apply
)");
  declaration.notes(R"(PROGRAM replaces latchkey. It finds the credentials in AWS_ACCESS_KEY_ID and
the variables that belong to it. If it selects a profile itself, latchkey
provides that profile's credentials as well, through a copy of the config file.
)");
  return [refresh](const CommandInput& in) -> Result<int> {
    const auto& program = in.program;
    if (program.empty()) {
      return fail(Cause::usage, "exec needs a program to run",
                  "for example: latchkey exec -p NAME -- aws s3 ls");
    }
    // Checked first, so that a missing program does not cost a code.
    if (const auto failure = look_for_program(program.front(), in.setup.host.env))
      return cannot_run(in, *failure);
    if (*refresh) return run_beside_endpoint(in);
    TRY(const auto credentials, in.session->credentials());
    warn_of_keys(in, credentials);
    in.setup.host.debug("exec: " + program.front());
    auto env =
        child_environment(in.setup.host.env, credentials, {in.session->profile(), in.session->region()});
    auto overlay = enter_overlay(in.setup, env);
    const auto failure = replace_process(program, env);
    overlay.reset();
    return cannot_run(in, failure);
  };
}

}  // namespace latchkey::cli
