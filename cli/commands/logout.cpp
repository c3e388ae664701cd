// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <vector>

#include <nlohmann/json.hpp>

#include "aws/cache/login_cache.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/output/logout_report.hpp"
#include "diagnose/rules.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"
#include "providers/web_identity.hpp"
#include "serve/adopt/leftovers.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "session/forget.hpp"

namespace latchkey::cli {

Declare declare_logout;

namespace {

/// With --all, a file that cannot be parsed is skipped, so that everything else is removed.
Result<Setup> read_setup(const CommandInput& in, bool all) {
  const Host& host = in.setup.host;
  auto setup = load_setup(host);
  if (!setup) {
    if (!all || setup.error().kind != ErrorKind::config) return setup;
    host.warn(one_line(setup.error(), host.env) +
              "; what only this file names, as a sign-in at IAM Identity Center, is not removed");
    TRY(auto nothing, Config::parse({}, {}));
    setup = Setup{host, std::move(nothing), {}, std::nullopt};
  }
  setup->region_argument = in.options.region;
  return setup;
}

/// The profile whose credentials latchkey provides for `name`; `name` itself if it is not adopted.
std::string end_of_bridges(const CommandInput& in, const std::string& name) {
  const auto setup = make_setup(in.setup.host, name, in.options.region);
  if (!setup) return name;
  return diagnose::bridged_profile(diagnose::resolve_facts(*setup, "argument")).value_or(name);
}

/// Removes the credentials of the profile that the command line selects.
Result<Forgotten> forget_selected(const CommandInput& in) {
  TRY(const auto selection, select_profile(in.options.profile, in.setup.host.env, in.setup.config));
  const auto name = selection.profile_name();
  const bool is_there = in.setup.config.find(name) != nullptr;
  const ProviderInput environment{in.setup, name};
  const auto identity =
      selection.is_explicit ? std::nullopt : web_identity(environment).value_or(std::nullopt);
  if (!is_there && !identity) {
    return fail(Cause::no_profile, "no profile is selected and there is no default profile",
                "name one with --profile, or pass --all");
  }
  Forgotten done;
  if (is_there) {
    TRY(done, forget_profile(in.setup, end_of_bridges(in, name)));
  }
  if (identity) {
    TRY(auto more, forget_web_identity(environment));
    done.roles.merge(more.roles);
  }
  return done;
}

void show_backups(const Host& host) {
  const auto left = backups(host);
  if (left.empty()) return;
  host.notice(
      "left " + counted(left.size(), "backup") + " of config files in " + files::folder_of(left.front()) +
      ", which hold long-term keys if the files did; \"latchkey logout --all --backups\" removes them");
}

/// Lists the login sessions, which aws logout or the profile's logout ends.
void show_logins(const CommandInput& in) {
  for (const auto& profile : in.setup.config.profiles()) {
    const auto* session = profile.text("login_session");
    if (session != nullptr && files::is_file(login_token_path(in.setup.host.env, *session)))
      in.setup.host.notice("left the login session of profile " + profile.name + "; \"latchkey logout -p " +
                           command_line_word(profile.name) + "\" removes it");
  }
}

void show_running(const Host& host, const std::vector<RunningExec>& running) {
  for (const auto& exec : running)
    host.warn(
        "latchkey exec (pid " + std::to_string(exec.process) +
        ") still runs: its program keeps its credentials and its copy of the config files until it ends");
}

/// Lists programs that keep serving credentials without the profile's MFA session.
void report_endpoints(const Host& host, const std::vector<RunningExec>& running) {
  for (const auto& exec : running) {
    if (exec.refreshes)
      host.warn("latchkey exec --refresh (pid " + std::to_string(exec.process) +
                ") hands out what it has until that runs out; it ends with its program");
  }
}

/// The rest of logout --all: removes leftovers of killed processes, and lists what it does not remove.
Result<CleanedUp> clean_up(const CommandInput& in, bool with_backups) {
  const Host& host = in.setup.host;
  const auto left = remove_leftovers(host);
  CleanedUp done{left.removed};
  if (with_backups) {
    TRY(done.backups, remove_backups(host));
  }
  show_backups(host);
  show_logins(in);
  show_running(host, left.running);
  return done;
}

}  // namespace

Run declare_logout(Declaration& declaration) {
  auto all = std::make_shared<bool>(false);
  auto with_backups = std::make_shared<bool>(false);
  auto json = std::make_shared<bool>(false);
  declaration.add(*all, {.names = "--all", .help = "Remove all MFA sessions, sign-ins and cached roles"});
  declaration.add(*with_backups, {.names = "--backups",
                                  .help = "With --all: remove the backups of adopt and release",
                                  .needs = "--all"});
  declaration.add(*json, {.names = "--json", .help = "Print a JSON object of what was removed"});
  declaration.notes(R"(Credentials that a program already holds stay valid at AWS until they expire.
"latchkey keep" ends within two seconds when no MFA session is left. --all also
removes what killed processes left and names what it does not remove. See
latchkey-logout(1).
)");
  return [all, with_backups, json](const CommandInput& start) -> Result<int> {
    if (*with_backups && !*all)
      return fail(Cause::conflicting_options, "--backups needs --all",
                  "run \"latchkey logout --all --backups\"");
    if (*all && start.options.profile)
      return fail(Cause::conflicting_options, "--profile and --all cannot be combined",
                  "leave one of them away");
    TRY(const auto setup, read_setup(start, *all));
    const CommandInput in{start.options, setup, nullptr, start.program};
    if (!*all) sweep_leftovers(setup.host);
    TRY(const auto done, *all ? forget_all(in.setup) : forget_selected(in));
    TRY(const auto more, *all ? clean_up(in, *with_backups) : CleanedUp());
    CHECK(*json ? print_json(logout_json(done, more)) : print(logout_report(done, more)));
    if (!*all) report_endpoints(setup.host, remove_stale_overlays(setup.host));
    if (const auto server = running_server(in.setup.host)) {
      in.setup.host.warn("latchkey serve (pid " + std::to_string(server->process) +
                         ") hands out what it has until that runs out; latchkey serve --stop ends it");
    }
    return 0;
  };
}

}  // namespace latchkey::cli
