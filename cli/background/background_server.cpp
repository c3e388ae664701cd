// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_server.hpp"

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"
#include "platform/process/background.hpp"
#include "platform/process/executable_path.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kServerNap{10};
constexpr milliseconds kServerStart{30'000};  // it gets the credentials once more, from the caches as a rule
constexpr milliseconds kServerEnd{10'000};

std::string log_of(const std::string& path) {
  return files::read(path).value_or(std::nullopt).value_or("");
}

/// What stands behind the last `mark` of the log, if that has come since `before`.
std::string said_since(const std::string& path, const std::string& mark, std::size_t before) {
  const auto text = log_of(path);
  const auto at = text.rfind(mark);
  if (at == std::string::npos || (before <= text.size() && at < before)) return {};
  const auto begin = at + mark.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

Result<RunningServer> start_server(const Setup& setup, const Environment& environment,
                                   std::vector<std::string> arguments) {
  const Host& host = setup.host;
  const auto program = own_program();
  if (!program) {
    return fail(Cause::process_not_started,
                "cannot start the background process: this program's own file is not there",
                "run latchkey serve without --background");
  }
  const auto log = files::join(paths::state_folder(host.env), "serve.log");
  const auto before = log_of(log).size();
  arguments.insert(arguments.begin(), *program);
  TRY(const long process, start_in_background(*program, arguments, environment, log));
  host.debug("serve: started process " + std::to_string(process) + ", log " + log);
  bool has_told = false;
  for (auto waited = kServerNap; waited <= kServerStart; waited += kServerNap) {
    host.sleep(kServerNap);
    if (auto server = running_server(host); server && server->process == process) return *std::move(server);
    if (background_has_ended(process)) {
      const auto why = said_since(log, "latchkey: error: ", before);
      const auto hint = said_since(log, "latchkey: hint: ", before);
      return fail(Cause::server_failed,
                  "the background process did not start" + (why.empty() ? "" : ": " + why),
                  hint.empty() ? "see " + log : hint);
    }
    if (!has_told && waited > std::chrono::seconds(1)) host.notice("waiting for the background process ...");
    has_told = has_told || waited > std::chrono::seconds(1);
  }
  ask_to_end(process);
  return fail(Cause::server_failed, "the background process takes too long to start, and was ended",
              "see " + log);
}

std::optional<RunningServer> server_once_started(const Host& host) {
  for (auto waited = kServerNap; waited <= kServerStart; waited += kServerNap) {
    if (auto server = running_server(host)) return server;
    if (!server_lock_is_held(host)) return std::nullopt;
    host.sleep(kServerNap);
  }
  return std::nullopt;
}

Result<std::optional<RunningServer>> stop_server(const Host& host) {
  const auto server = running_server(host);
  if (!server) return std::nullopt;
  ask_to_end(server->process);
  for (auto waited = kServerNap; waited <= kServerEnd; waited += kServerNap) {
    if (!server_lock_is_held(host)) return server;
    host.sleep(kServerNap);
  }
  return fail(Cause::server_failed, "the server does not end",
              "end process " + std::to_string(server->process));
}

}  // namespace latchkey::cli
