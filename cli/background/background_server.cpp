// SPDX-License-Identifier: Apache-2.0
#include "cli/background/background_server.hpp"

#include "aws/config/paths.hpp"
#include "base/try.hpp"
#include "cli/background/launcher.hpp"
#include "platform/files/files.hpp"
#include "platform/process/process_info.hpp"

namespace latchkey::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kServerNap{10};
constexpr milliseconds kServerStart{30'000};  // of a server that another process started
constexpr milliseconds kServerEnd{10'000};

}  // namespace

Result<RunningServer> start_server(const Setup& setup, const Environment& environment,
                                   std::vector<std::string> arguments) {
  TRY(const long process, launch(setup, "serve", environment, std::move(arguments)));
  if (auto server = running_server(setup.host); server && server->process == process)
    return *std::move(server);
  return fail(Cause::server_failed, "the background process has ended",
              "see " + files::join(paths::state_folder(setup.host.env), "serve.log"));
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
