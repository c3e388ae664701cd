// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"
#include "cli/messages.hpp"
#include "platform/files.hpp"
#include "platform/terminal.hpp"

namespace latchkey::cli {

#define COMMAND(name, needs, declare, summary) Declare declare;
#include "cli/commands.def"
#undef COMMAND

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

enum class Needs { config, session };

struct Command {
  const char* name;
  Needs needs;
  Declare* declare;
  const char* summary;
};

constexpr Command kCommands[] = {
#define COMMAND(name, needs, declare, summary) {name, Needs::needs, declare, summary},
#include "cli/commands.def"
#undef COMMAND
};

struct CommonOptions {
  SessionOptions session;
  bool debug = false;
};

void declare_common(CLI::App& app, CommonOptions& common) {
  app.add_option("-p,--profile", common.session.profile,
                 "profile to use (else AWS_DEFAULT_PROFILE, AWS_PROFILE, default)")
      ->type_name("NAME");
  app.add_option("--region", common.session.region,
                 "AWS region (else AWS_DEFAULT_REGION, then the profile's)")
      ->type_name("NAME");
  app.add_flag("--debug", common.debug, "say on stderr what was read and decided; never a secret");
}

/// The common options may stand before or after the command's name.
Run declare_command(CLI::App& app, const Command& command, CommonOptions& common) {
  auto* sub = app.add_subcommand(command.name, command.summary);
  auto run = command.declare(*sub);
  declare_common(*sub, common);
  return run;
}

bool is_named(const Command& command, int argc, char** argv) {
  return std::any_of(argv + 1, argv + argc,
                     [&](const char* word) { return std::string_view(word) == command.name; });
}

Result<int> run_command(const Command& command, const Run& run, const CommonOptions& common,
                        const Host& host) {
  if (command.needs == Needs::config) {
    TRY(const auto setup, load_setup(host));
    return run({common.session, setup, nullptr});
  }
  TRY(const auto session, Session::open(common.session, host));
  return run({common.session, session.setup(), &session});
}

int usage_error(const CLI::ParseError& error, const std::string& command, const Environment& env) {
  show_error(
      {ErrorKind::usage, error.what(), "run latchkey " + command + (command.empty() ? "" : " ") + "--help"},
      env);
  return kUsage;
}

/// The hint for a word that is no command.
std::string command_hint(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& command : kCommands) names.emplace_back(command.name);
  const auto near = text::nearest(names, word);
  return (near.empty() ? "" : "did you mean " + text::join(near, " or ") + "? ") +
         "latchkey --help lists the commands";
}

void set_voices(Host& host, const CommonOptions& common, const std::string& command) {
  const Environment env = host.env;
  host.program = "latchkey " + command;
  host.warn = [env](const std::string& line) { show_warning(line, env); };
  if (common.debug) host.debug = show_debug;
  // SDKs run `process` and some take anything on stderr for a failure, so it waits in silence.
  if (command != "process" && terminal::error_is_terminal()) {
    host.transport = make_transport([](const std::string& name) {
      std::fprintf(stderr, "latchkey: waiting for %s ...\n", name.c_str());
    });
  }
}

}  // namespace

Result<void> print(const std::string& text) {
  const bool written =
      std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return {};
  return fail(ErrorKind::io, "cannot write to standard output", "check the disk, or what reads it");
}

int run_app(int argc, char** argv, Host host) {
  CLI::App app{"One MFA code, and every AWS tool on the machine is in.", "latchkey"};
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "latchkey " LATCHKEY_VERSION);
  app.footer(
      "A first run:  latchkey login -p NAME    then use any AWS tool with that profile\n"
      "More:         latchkey COMMAND --help, man latchkey");
  CommonOptions common;
  declare_common(app, common);

  // Options cost time to declare, so only a command that is named is declared; all of them where none is.
  std::vector<std::pair<const Command*, Run>> declared;
  const bool any_named = std::any_of(std::begin(kCommands), std::end(kCommands),
                                     [&](const Command& command) { return is_named(command, argc, argv); });
  for (const auto& command : kCommands) {
    if (any_named && !is_named(command, argc, argv)) continue;
    declared.emplace_back(&command, declare_command(app, command, common));
  }

  const auto chosen_name = [&]() -> std::string {
    const auto parsed = app.get_subcommands();
    return parsed.empty() ? "" : parsed.front()->get_name();
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help, --version
  } catch (const CLI::ParseError& error) {
    return usage_error(error, chosen_name(), host.env);
  }
  const std::string name = chosen_name();
  if (name.empty()) {
    show_error({ErrorKind::usage, "no command was given", command_hint("")}, host.env);
    return kUsage;
  }
  const auto chosen =
      std::find_if(declared.begin(), declared.end(), [&](const auto& d) { return d.first->name == name; });
  set_voices(host, common, name);
  const auto status = run_command(*chosen->first, chosen->second, common, host);
  if (status) return *status;
  show_error(status.error(), host.env);
  return status.error().kind == ErrorKind::usage ? kUsage : kFailed;
}

}  // namespace latchkey::cli
