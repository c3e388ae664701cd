// SPDX-License-Identifier: Apache-2.0
#include "cli/background.hpp"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/config/shown_error.hpp"
#include "base/json_reader.hpp"
#include "base/try.hpp"
#include "cli/output/messages.hpp"
#include "platform/files/files.hpp"
#include "platform/files/state_directory.hpp"
#include "platform/process/detached.hpp"
#include "platform/process/process_end.hpp"
#include "platform/process/process_info.hpp"

// The report is one JSON object on the standard output of the background process: {} when it is ready, else
// an error with "code", "message" and "hint".
namespace latchkey::cli {
namespace {

constexpr const char* kMark = "LATCHKEY_REPORT";
constexpr std::chrono::seconds kNoticeAfter{1};
constexpr std::chrono::seconds kLongestStart{30};

bool is_launched = false;

void report(const nlohmann::ordered_json& value) {
  if (std::exchange(is_launched, false)) report_to_starter(json_text(value, true));
}

/// The environment without profile and credential variables, because `keep` serves every profile of the
/// files.
Environment keeper_environment(const Setup& setup) {
  Environment env = background_environment(setup);
  for (const auto* name : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) env.unset(name);
  for (const auto* name : kKeyVariables) env.unset(name);
  for (const auto* name : kContainerVariables) env.unset(name);
  return env;
}

using std::chrono::milliseconds;

constexpr milliseconds kServerPollInterval{10};
constexpr milliseconds kServerStart{30'000};  // of a server that another process started
constexpr milliseconds kServerEnd{10'000};

}  // namespace

Environment background_environment(const Setup& setup) {
  Environment env = setup.host.env;
  const auto set_path = [&](const char* name, const std::string& path) {
    if (env.find(name) != nullptr) env.set(name, files::absolute(path));
  };
  set_path("AWS_CONFIG_FILE", setup.config.config_path());
  set_path("AWS_SHARED_CREDENTIALS_FILE", setup.config.credentials_path());
  for (const auto* name : {"AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"}) {
    if (const auto* path = env.find_filled(name)) env.set(name, files::absolute(*path));
  }
  return env;
}

Result<long> launch(const Setup& setup, const std::string& name, Environment environment,
                    std::vector<std::string> arguments) {
  const Host& host = setup.host;
  const auto program = own_program();
  if (!program) {
    return fail(Cause::process_not_started,
                "cannot start the background process: this program's own file does not exist",
                "run latchkey " + name + " in a terminal");
  }
  const auto log = StateDirectory(host.env).log(name);
  environment.set(kMark, "stdout");
  arguments.insert(arguments.begin(), *program);
  TRY(auto process, BackgroundProcess::start(*program, arguments, environment, log));
  host.debug(name + ": started process " + std::to_string(process.id()) + ", log " + log);
  auto output = process.output(kNoticeAfter);
  if (!output) {
    host.notice("waiting for the background process ...");
    output = process.output(kLongestStart);
  }
  if (!output) {
    ask_to_end(process.id());
    return fail(Cause::process_not_started, "the background process took too long to start and was ended",
                "see " + log);
  }
  const auto document = read_json(*output);
  const auto& answer = *document;
  if (!answer.is_object())
    return fail(Cause::process_not_started, "the background process did not start", "see " + log);
  if (answer.empty()) return process.id();
  const auto hint = text_in(answer, "hint");
  return fail(find_cause(text_in(answer, "code")).value_or(Cause::process_not_started),
              "the background process did not start: " + text_in(answer, "message"),
              hint.empty() ? "see " + log : hint);
}

void look_for_launcher(Environment& env) {
  is_launched = env.find(kMark) != nullptr;
  env.unset(kMark);
}

bool is_background_process() {
  return is_launched;
}

void report_ready() {
  report(nlohmann::ordered_json::object());
}

void report_failure(const Error& error, const Environment& env) {
  report(
      {{"code", code_of(error.cause)}, {"message", message_with_origin(error, env)}, {"hint", error.hint}});
}

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

Result<RunningServer> start_server(const Setup& setup, const Environment& environment,
                                   std::vector<std::string> arguments) {
  TRY(const long process, launch(setup, "serve", environment, std::move(arguments)));
  if (auto server = running_server(setup.host); server && server->process == process)
    return *std::move(server);
  return fail(Cause::server_failed, "the background process has ended",
              "see " + StateDirectory(setup.host.env).log("serve"));
}

std::optional<RunningServer> server_once_started(const Host& host) {
  for (auto waited = kServerPollInterval; waited <= kServerStart; waited += kServerPollInterval) {
    if (auto server = running_server(host)) return server;
    if (!server_lock_is_held(host)) return std::nullopt;
    host.sleep(kServerPollInterval);
  }
  return std::nullopt;
}

Result<std::optional<RunningServer>> stop_server(const Host& host) {
  const auto server = running_server(host);
  if (!server) return std::nullopt;
  ask_to_end(server->process);
  for (auto waited = kServerPollInterval; waited <= kServerEnd; waited += kServerPollInterval) {
    if (!server_lock_is_held(host)) return server;
    host.sleep(kServerPollInterval);
  }
  return fail(Cause::server_failed, "the server does not end",
              "end process " + std::to_string(server->process));
}

}  // namespace latchkey::cli
