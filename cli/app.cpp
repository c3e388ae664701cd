// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "aws/config/setup.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "cli/background.hpp"
#include "cli/checked_session.hpp"
#include "cli/command_line/help_text.hpp"
#include "cli/command_line/passthrough_args.hpp"
#include "cli/command_line/unread_settings.hpp"
#include "cli/command_line/usage_error.hpp"
#include "cli/command_table.hpp"
#include "cli/commands/overview.hpp"
#include "cli/commands/process.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/style.hpp"
#include "cli/version.hpp"
#include "cli/why/why.hpp"
#include "platform/process/command_line.hpp"
#include "platform/process/process_hardening.hpp"
#include "platform/process/process_info.hpp"
#include "platform/terminal/terminal.hpp"
#include "session/access.hpp"

namespace latchkey::cli {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

bool is_command(const std::string& word) {
  return std::any_of(commands().begin(), commands().end(),
                     [&](const Command& command) { return word == command.name; });
}

/// Declares the commands that the line names, or all if it names none, because declaring takes time.
std::vector<DeclaredCommand> declare_commands(CLI::App& app, const std::vector<std::string>& words,
                                              CommonOptions& common) {
  const auto is_named = [&](const Command& command) {
    return std::find(words.begin(), words.end(), command.name) != words.end();
  };
  const bool any_named = std::any_of(commands().begin(), commands().end(), is_named);
  std::vector<DeclaredCommand> declared;
  for (const auto& command : commands()) {
    if (!any_named || is_named(command)) declared.push_back(declare_command(app, command, common));
  }
  return declared;
}

const DeclaredCommand& find_declared(const std::vector<DeclaredCommand>& declared, const std::string& name) {
  return *std::find_if(declared.begin(), declared.end(),
                       [&](const auto& command) { return command.spec.name == name; });
}

/// The value of --color, which --help and errors of the command line obey as well.
ColourMode chosen_colours(const std::vector<std::string>& words) {
  constexpr std::string_view kOption = "--color";
  auto mode = ColourMode::automatic;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!word.starts_with(kOption)) continue;
    const auto rest = word.substr(kOption.size());
    const std::string_view value = rest.starts_with('=')                  ? rest.substr(1)
                                   : rest.empty() && i + 1 < words.size() ? std::string_view(words[i + 1])
                                                                          : std::string_view();
    mode = colour_mode(value).value_or(mode);
  }
  return mode;
}

/// The help of the command that the line names, or of the program.
std::string help_text(const CLI::App& app, const std::vector<DeclaredCommand>& declared) {
  CLI::App any;
  CommonOptions target;
  const auto common = declare_common(any, target);
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return program_help(common);
  return command_help(find_declared(declared, chosen.front()->get_name()).spec, common);
}

/// `env` must outlive the host.
void configure_output(Host& host, const CommonOptions& common, const std::string& command,
                      const Environment& env) {
  host.program = "latchkey " + command;
  // With --quiet, the code of a sign-in could not be shown.
  if (!common.quiet) host.has_terminal = [] { return terminal::write_notice({}).has_value(); };
  host.notice = [&env](const std::string& line) { show_notice(line, env); };
  if (command == "process") {
    host.caller = caller_name;  // SDKs run it; the others are a person's
    // They may take stderr for part of the credentials; whoever sits there sees the terminal.
    host.notice = [&env](const std::string& line) {
      if (!terminal::write_notice("latchkey: " + text::printable(line) + '\n')) show_notice(line, env);
    };
    const auto* notify = env.find_filled("LATCHKEY_NOTIFY");
    if (notify == nullptr || *notify != "off") {
      host.notify_elsewhere = [](const std::string& line) {
        if (!terminal::error_is_terminal() && !terminal::write_notice({}))
          terminal::notify_open_terminals("latchkey: " + text::printable(line));
      };
    }
  }
  host.warn = [&env](const std::string& line) { show_warning(line, env); };
  if (common.debug) host.debug = show_debug;
  // SDKs run `process`, and some treat any output on stderr as a failure, so it waits without a message.
  if (command != "process" && terminal::error_is_terminal()) {
    host.transport = make_transport([&env](const std::string& name, std::chrono::milliseconds limit) {
      show_notice("waiting for " + name + ", up to " + duration_text(limit) + " ...", env);
    });
  }
}

/// Adds a hint for `latchkey exec ops -- aws ...`, which has a profile in place of the program, as in other
/// tools.
Error with_exec_hint(Error error, const std::vector<std::string>& program, const Host& host) {
  if (error.kind != ErrorKind::missing || program.empty()) return error;
  const auto setup = load_setup(host);
  if (setup && setup->config.find(program.front()) != nullptr) {
    error.hint = program.front() + " is a profile: latchkey exec -p " + command_line_word(program.front()) +
                 " -- PROGRAM";
  }
  return error;
}

Result<int> run_command(const Command& command, const Run& run, const CommonOptions& common, Host host,
                        const std::vector<std::string>& program) {
  if (command.needs == Needs::machine) {
    if (const auto checked = check_folders(host); !checked)
      host.warn(checked.error().message + "; " + checked.error().hint);
  }
  if (command.needs == Needs::machine || command.needs == Needs::host) {
    TRY(auto nothing, Config::parse({}, {}));
    const Setup setup{std::move(host), std::move(nothing), {}, std::nullopt};
    return run({common.session, setup, nullptr, program});
  }
  if (command.needs == Needs::config) {
    TRY(auto setup, load_setup(std::move(host)));
    setup.region_argument = common.session.region;
    return run({common.session, setup, nullptr, program, &setup});
  }
  const auto explained = [&](Error error) { return with_advice(std::move(error), common.session, host); };
  const auto session = open_checked_session(common.session, host);
  if (!session) return tl::unexpected(with_exec_hint(explained(session.error()), program, host));
  if (command.name != std::string_view("process")) {
    warn_of_unread_variables(common.session, *session);
    warn_of_unread_settings(setup_of(*session));
  }
  return run({common.session, setup_of(*session), &*session, program}).map_error(explained);
}

/// `process` without CLI11. Its session is never destroyed, because the end of the process releases memory
/// faster than destructors.
Result<int> run_process_line(const SessionOptions& options, Host host, const Environment& env) {
  configure_output(host, {}, "process", env);
  static const auto* const session = new Result<Session>(open_checked_session(options, std::move(host)));
  const auto explained = [&](Error error) {
    auto again = Host::of_this_machine();
    again.env = env;
    return with_advice(std::move(error), options, std::move(again));
  };
  if (!*session) return tl::unexpected(explained(session->error()));
  return run_process({options, setup_of(**session), &**session, {}}).map_error(explained);
}

Result<int> run_overview(Host host, const Environment& env) {
  configure_output(host, {}, "list", env);
  TRY(auto setup, load_setup(std::move(host)));
  CHECK(print_overview(setup));
  return 0;
}

/// `json`: set if the command prints JSON.
Result<int> parse_and_run(std::vector<std::string> words, Host host, const Environment& env, bool& json) {
  if (const auto options = parse_process_line(words)) return run_process_line(*options, std::move(host), env);
  if (words.empty()) return run_overview(std::move(host), env);
  CLI::App app{"", "latchkey"};
  app.require_subcommand(0, 1);
  CommonOptions common;
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    if (words.empty() || is_command(words.front())) words.emplace_back("--help");
  }
  if (words.empty() || !is_command(words.front())) declare_common(app, common);
  const auto declared = declare_commands(app, words, common);
  const auto program = take_program(app, words);
  set_up_colours(chosen_colours(words), env);
  try {
    std::reverse(words.begin(), words.end());  // the order of CLI11
    app.parse(words);
  } catch (const CLI::CallForHelp&) {
    CHECK(print_raw(help_text(app, declared)));
    return 0;
  } catch (const CLI::CallForVersion&) {
    CHECK(print(version_text()));
    return 0;
  } catch (const CLI::ParseError& error) {
    return tl::unexpected(usage_error(app, error));
  }
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return tl::unexpected(no_command());
  const auto name = chosen.front()->get_name();
  const auto* json_option = chosen.front()->get_option_no_throw("--json");
  json = json_option != nullptr && json_option->count() > 0;
  if (!colour_mode(common.colour))
    return fail(Cause::usage, "there is no --color " + text::printable(common.colour),
                "it is auto, always or never");
  if (common.quiet) silence_notices();
  configure_output(host, common, name, env);
  const auto& command = find_declared(declared, name);
  return run_command(*command.command, command.run, common, std::move(host), program);
}

}  // namespace

int run_app(int argc, char** argv, Host host) {
  look_for_launcher(host.env);
  const Environment env = host.env;
  set_up_colours(ColourMode::automatic, env);
  bool json = false;
  const auto status = parse_and_run({argv + std::min(argc, 1), argv + argc}, std::move(host), env, json);
  if (status) return *status;
  if (output_reader_is_gone()) end_by_lost_reader();  // as in `latchkey list | head -1`, without a message
  show_error(status.error(), env);
  if (json && status.error().cause != Cause::output_failed) print_error_json(status.error());
  report_failure(status.error(), env);
  return status.error().kind == ErrorKind::usage ? kUsage : kFailed;
}

}  // namespace latchkey::cli
