// SPDX-License-Identifier: Apache-2.0
#include "cli/background/launcher.hpp"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/json_reader.hpp"
#include "base/try.hpp"
#include "cli/output/messages.hpp"
#include "platform/files/files.hpp"
#include "platform/process/background.hpp"
#include "platform/process/executable_path.hpp"
#include "platform/process/process_info.hpp"

// The report is one JSON object on the standard output of the process in the background: {} when it is ready,
// else an error with "code", "message" and "hint".
namespace latchkey::cli {
namespace {

constexpr const char* kMark = "LATCHKEY_REPORT";
constexpr std::chrono::seconds kNoticeAfter{1};
constexpr std::chrono::seconds kLongestStart{30};

bool is_launched = false;

void report(const nlohmann::ordered_json& value) {
  if (std::exchange(is_launched, false)) report_to_starter(json_text(value, true));
}

}  // namespace

Result<long> launch(const Setup& setup, const std::string& name, Environment environment,
                    std::vector<std::string> arguments) {
  const Host& host = setup.host;
  const auto program = own_program();
  if (!program) {
    return fail(Cause::process_not_started,
                "cannot start the background process: this program's own file does not exist",
                "run latchkey " + name + " in a terminal");
  }
  const auto log = files::join(paths::state_folder(host.env), name + ".log");
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
  const auto answer = read_json(*output);
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

void report_ready() {
  report(nlohmann::ordered_json::object());
}

void report_failure(const Error& error, const Environment& env) {
  report(
      {{"code", code_of(error.cause)}, {"message", message_with_origin(error, env)}, {"hint", error.hint}});
}

}  // namespace latchkey::cli
