// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include "aws/config/setup.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/background.hpp"
#include "cli/checked_session.hpp"
#include "cli/command.hpp"
#include "cli/commands/serve_variables.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process_info.hpp"
#include "platform/system/clock.hpp"
#include "platform/terminal/terminal.hpp"
#include "serve/adopt/leftovers.hpp"
#include "serve/adopt/profile_overlay.hpp"
#include "serve/endpoint/credential_server.hpp"
#include "serve/endpoint/server_log.hpp"
#include "session/access.hpp"

namespace latchkey::cli {

Declare declare_serve;

namespace {

Result<int> port_of(const std::string& text) {
  constexpr int kMostPort = 65535;
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  const auto number = is_number ? text::parse_int(text) : std::nullopt;
  if (number && *number <= kMostPort) return static_cast<int>(*number);
  return fail(Cause::usage, '"' + text::printable(text) + "\" is not a port",
              "write a number from 1 to 65535, or 0 for any free port", Origin::option("--port"));
}

Result<void> check(const ServeOptions& options) {
  const auto& names = variable_formats();
  if (std::find(names.begin(), names.end(), options.format) != names.end()) return {};
  return fail(Cause::usage, "there is no format \"" + text::printable(options.format) + "\" of variables",
              "it is one of " + text::join(names, ", "));
}

/// The named profiles in their order, without duplicates. Empty: none is named.
std::vector<std::string> profiles_named(const CommandInput& in, const ServeOptions& options) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  if (in.options.profile) add(*in.options.profile);
  for (const auto& name : options.profiles) add(name);
  return names;
}

Result<std::vector<Session>> open_sessions(const CommandInput& in, const Host& host,
                                           const std::vector<std::string>& names) {
  std::vector<Session> sessions;
  if (names.empty()) {
    TRY(auto session, open_checked_session(in.options, host));
    sessions.push_back(std::move(session));
  }
  for (const auto& name : names) {
    TRY(auto session, open_checked_session({name, in.options.region}, host));
    sessions.push_back(std::move(session));
  }
  return sessions;
}

tl::unexpected<Error> is_served_already(const Setup& setup, const RunningServer& server) {
  const bool is_own = server.configuration == configuration_of(setup);
  return fail(
      Cause::server_running,
      "latchkey serve runs already (pid " + std::to_string(server.process) + "), for " +
          text::printable(text::join(server.profiles, ", ")) +
          (is_own
               ? ""
               : ", with another configuration" + configuration_text(server.configuration, setup.host.env)),
      !is_own
          ? "end that one first: latchkey serve --stop"
          : "latchkey serve --background prints its variables; to serve others, or otherwise, end it first: "
            "latchkey serve --stop");
}

/// Whether the server offers what is requested, so that a second shell can use it.
bool serves(const RunningServer& server, const std::vector<Session>& sessions, const ServeOptions& options) {
  const auto has = [&](const Session& session) {
    return std::find(server.profiles.begin(), server.profiles.end(), session.profile()) !=
           server.profiles.end();
  };
  return server.configuration == configuration_of(setup_of(sessions.front())) &&
         std::all_of(sessions.begin(), sessions.end(), has) &&
         server.profiles.front() == sessions.front().profile() &&
         (options.port == 0 || options.port == int{server.port}) && (!options.imds || server.metadata_port) &&
         (!options.socket || (server.socket && *server.socket == files::absolute(*options.socket)));
}

void warn_of_long_term_keys(const Host& host, const std::string& profile, const Credentials& credentials) {
  if (!credentials.session_token)
    host.warn("profile " + text::printable(profile) +
              " has long-term keys: a program that obtains them here can use them until they are rotated");
}

Result<int> serve_here(const CommandInput& in, const ServeOptions& options,
                       const std::vector<Session>& sessions) {
  drop_messages_that_block();
  const Host host = terminal::error_is_terminal() ? in.setup.host : with_timestamps(in.setup.host);
  sweep_leftovers(host);
  auto taken = ServerLock::take(host);
  if (!taken) {
    const auto cause = taken.error().cause;
    const bool is_read_only = cause == Cause::write_failed || cause == Cause::lock_failed;
    if (options.token_file || is_background_process() || !is_read_only)
      return tl::unexpected(taken.error());  // other processes find these through files
    // As in a container with the user's files. The endpoint needs no files.
    host.warn(taken.error().message + "; latchkey status and serve --stop do not find this server");
  }
  if (taken && !*taken) {
    if (const auto server = running_server(host)) return is_served_already(in.setup, *server);
    return fail(Cause::server_failed, "another latchkey serve is about to start", "try again");
  }
  ServerOptions server_options{static_cast<std::uint16_t>(options.port), std::nullopt, options.imds};
  if (options.socket) server_options.socket = files::absolute(*options.socket);
  TRY(const auto server, CredentialServer::open(sessions, server_options, host, host.notice));
  std::vector<std::string> names;
  for (const auto& session : sessions) {
    TRY(const auto credentials, session.credentials());
    warn_of_long_term_keys(host, session.profile(), credentials);
    server->put(session.profile(), credentials);
    names.push_back(session.profile());
  }
  RunningServer running{own_process_id(),
                        host.now(),
                        server->port(),
                        server->metadata_port(),
                        server_options.socket,
                        names,
                        sessions.front().region(),
                        server->token(),
                        configuration_of(in.setup)};
  server->end_by_signals();
  auto* const lock = taken ? &**taken : nullptr;
  if (lock != nullptr) CHECK(lock->announce(running));
  server->report_failures([&](const std::string& profile, const std::optional<RenewalTrouble>& trouble) {
    running.troubles.erase(profile);
    if (trouble) running.troubles.emplace(profile, *trouble);
    if (const auto noted = lock != nullptr ? lock->update(running) : Result<void>(); !noted)
      host.debug("serve: " + noted.error().message);
  });
  report_ready();
  TRY(const auto text, variables(in, options, running));
  // If the reader of its output has exited, it still serves: `latchkey serve --background` prints them again.
  if (auto printed = print_raw(text); !printed && !output_reader_is_gone())
    return tl::unexpected(printed.error());
  warn_of_overrides(in, options);
  host.notice("serving " + text::printable(text::join(names, ", ")) + " at " +
              server->address_of(names.front()).url +
              (terminal::error_is_terminal() ? "; Ctrl-C ends it" : "; latchkey serve --stop ends it"));
  // Its own terminal is available for prompts.
  server->run(PromptHelper(own_program().value_or(""), in.setup.host.env, HelperProcess::Terminal::shared));
  host.notice("stopped");
  return 0;
}

/// The environment of the background server: without credentials, unless a profile uses them.
Environment server_environment(const CommandInput& in, const std::vector<std::string>& names,
                               const std::vector<Session>& sessions) {
  Environment env = background_environment(in.setup);
  const auto leave_out = [&](const auto& variables) {
    Host without = in.setup.host;
    for (const auto* name : variables) without.env.unset(name);
    const auto same = open_sessions(in, without, names);
    const bool is_needed = !same || !std::equal(same->begin(), same->end(), sessions.begin(), sessions.end(),
                                                [](const Session& a, const Session& b) {
                                                  return a.profile() == b.profile() &&
                                                         source_of(a).provider == source_of(b).provider;
                                                });
    if (is_needed) return;
    for (const auto* name : variables) env.unset(name);
  };
  leave_out(kKeyVariables);
  leave_out(kContainerVariables);
  return env;
}

Result<int> serve_in_background(const CommandInput& in, const ServeOptions& options,
                                const std::vector<Session>& sessions) {
  for (const auto& session : sessions) {
    TRY(const auto credentials, session.credentials());  // prompts here, where the user is
    warn_of_long_term_keys(in.setup.host, session.profile(), credentials);
  }
  std::vector<std::string> arguments = {"serve", "--format", "none", "--port", std::to_string(options.port)};
  if (options.socket) arguments.insert(arguments.end(), {"--socket", files::absolute(*options.socket)});
  if (options.imds) arguments.emplace_back("--imds");
  if (in.options.region) arguments.insert(arguments.end(), {"--region", *in.options.region});
  const auto names = profiles_named(in, options);
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), names.begin(), names.end());
  auto server = start_server(in.setup, server_environment(in, names, sessions), std::move(arguments));
  if (!server) {
    // Another shell may have started it first, with the same options.
    if (auto other = server_once_started(in.setup.host); other && serves(*other, sessions, options))
      server = *std::move(other);
  }
  TRY(const auto serving, std::move(server));
  TRY(const auto text, variables(in, options, serving));
  if (auto printed = print_raw(text); !printed) {  // no client knows of it
    static_cast<void>(stop_server(in.setup.host));
    return tl::unexpected(std::move(printed.error()));
  }
  warn_of_overrides(in, options);
  return 0;
}

Result<int> stop(const CommandInput& in) {
  TRY(const auto server, stop_server(in.setup.host));
  CHECK(print(server ? "ended latchkey serve (pid " + std::to_string(server->process) + ")\n"
                     : std::string("no latchkey serve runs\n")));
  return 0;
}

Result<int> serve(const CommandInput& in, ServeOptions options) {
  if (options.port_text) {
    TRY(options.port, port_of(*options.port_text));
  }
  CHECK(check(options));
  if (options.stop) return stop(in);
  TRY(const auto sessions, open_sessions(in, in.setup.host, profiles_named(in, options)));
  if (sessions.front().profile() == kRefreshProfile) {
    return fail(Cause::usage, "inside latchkey exec --refresh there is an endpoint already",
                "to serve another profile, name it: latchkey serve -p NAME");
  }
  if (const auto server = running_server(in.setup.host)) {
    if (!options.background || !serves(*server, sessions, options))
      return is_served_already(in.setup, *server);
    TRY(const auto text, variables(in, options, *server));
    CHECK(print_raw(text));
    warn_of_overrides(in, options);
    return 0;
  }
  return options.background ? serve_in_background(in, options, sessions) : serve_here(in, options, sessions);
}

}  // namespace

Run declare_serve(Declaration& declaration) {
  auto options = std::make_shared<ServeOptions>();
  declaration.add(
      options->profiles,
      {.names = "PROFILE", .kind = ValueKind::profile, .help = "Serve more profiles, each at /role/PROFILE"});
  declaration.add(options->format, {.names = "--format",
                                    .value = "FORMAT",
                                    .kind = ValueKind::choice,
                                    .help = "Print the variables as",
                                    .choices = variable_formats(),
                                    .standard = options->format});
  declaration.add(options->port_text, {.names = "--port",
                                       .value = "PORT",
                                       .kind = ValueKind::number,
                                       .help = "Listen on this port of 127.0.0.1 (else any free port)"});
  declaration.add(options->socket, {.names = "--socket",
                                    .value = "PATH",
                                    .kind = ValueKind::file,
                                    .help = "Listen on a Unix socket as well, for containers and ssh"});
  declaration.add(options->imds,
                  {.names = "--imds", .help = "Emulate EC2 instance metadata (IMDSv2) as well"});
  declaration.add(options->token_file, {.names = "--token-file",
                                        .help = "Print the path of a file with the token, not the token"});
  declaration.add(options->background,
                  {.names = "--background", .help = "Print the variables and continue in the background"});
  declaration.add(options->stop, {.names = "--stop", .help = "Stop the running server", .alone = true});
  declaration.examples(R"text(  eval "$(latchkey serve -p NAME --background)"
)text");
  declaration.notes("Every program that has the token can fetch them; other machines cannot connect.\n");
  return [options](const CommandInput& in) { return serve(in, *options); };
}

}  // namespace latchkey::cli
