// SPDX-License-Identifier: Apache-2.0
#include "serve/child/exec_refresh.hpp"

#include <optional>
#include <thread>

#include "aws/config/setup.hpp"
#include "base/try.hpp"
#include "serve/adopt/profile_overlay.hpp"
#include "serve/child/child_environment.hpp"
#include "serve/endpoint/credential_server.hpp"
#include "session/access.hpp"

namespace latchkey {
namespace {

/// Serves in a separate thread until it is destroyed.
class Serving {
 public:
  Serving(CredentialServer& server, PromptHelper context)
      : server_(server),
        thread_([&server, context = std::move(context)]() mutable { server.run(std::move(context)); }) {}
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  ~Serving() {
    server_.stop();
    thread_.join();
  }

 private:
  CredentialServer& server_;
  std::thread thread_;
};

}  // namespace

Result<tl::expected<ProcessEnd, StartFailure>> run_refreshing(const Session& session,
                                                              const std::vector<std::string>& program,
                                                              const std::string& latchkey) {
  const auto& setup = setup_of(session);
  const auto& profile = session.profile();
  TRY(const auto server, CredentialServer::open({session}, {}, setup.host, setup.host.debug));
  TRY(const auto credentials, session.credentials());
  server->put(profile, credentials);
  const auto address = server->address_of(profile);

  auto env = setup.host.env;
  leave_overlay(env, setup.config);
  env = refreshing_environment(std::move(env), address, {profile, session.region()});
  TRY(auto overlay, ProfileOverlay::make(setup.host, setup.config, profile));
  CHECK(overlay->remove_at_process_exit());  // after a kill of latchkey, also while the program continues
  overlay->enter(env);
  setup.host.debug("exec: " + program.front() + " with an endpoint at " + address.url);

  std::optional<Serving> serving;
  auto end = run_supervised(program, env, [&] {
    serving.emplace(*server, PromptHelper(latchkey, setup.host.env, HelperProcess::Terminal::none));
  });
  if (end) overlay->end();
  return end;
}

}  // namespace latchkey
