// SPDX-License-Identifier: Apache-2.0
#include "serve/refreshing_run.hpp"

#include <optional>
#include <thread>

#include "aws/setup.hpp"
#include "base/try.hpp"
#include "platform/http_listener.hpp"
#include "serve/child_environment.hpp"
#include "serve/credential_endpoint.hpp"
#include "serve/profile_overlay.hpp"
#include "serve/renewal.hpp"

namespace latchkey {
namespace {

/// The profile that the program is given: one without credentials, so that every SDK goes on to the endpoint.
constexpr const char* kProfile = "latchkey-refresh";

/// Serves in a thread of its own until it goes.
class Endpoint {
 public:
  Endpoint(HttpListener& listener, const HttpListener::Handler& handler)
      : listener_(listener), thread_([&listener, handler] { listener.serve(handler); }) {}
  Endpoint(const Endpoint&) = delete;
  Endpoint& operator=(const Endpoint&) = delete;
  ~Endpoint() {
    listener_.stop();
    thread_.join();
  }

 private:
  HttpListener& listener_;
  std::thread thread_;
};

}  // namespace

Result<tl::expected<ProcessEnd, StartFailure>> run_refreshing(const Session& session,
                                                              const std::vector<std::string>& program) {
  const auto& setup = session.setup();
  const auto& profile = session.profile();
  TRY(auto listener, HttpListener::open());
  TRY(const auto credentials, session.credentials());

  CredentialShelf shelf({profile});
  Renewal renewal({{profile, session}}, shelf, setup.host);
  renewal.begin_with(profile, credentials);
  const EndpointRules rules{listener.authority(), new_endpoint_token(), {{endpoint_path(profile), profile}}};
  const EndpointAddress address{"http://" + rules.authority + endpoint_path(profile), rules.token};

  auto env = setup.host.env;
  leave_overlay(env, setup.config);
  env = refreshing_environment(std::move(env), address, kProfile, session.region());
  TRY(const auto overlay,
      ProfileOverlay::make(setup.host, setup.config, "[profile " + std::string(kProfile) + "]\n"));
  overlay->enter(env);
  setup.host.debug("exec: " + program.front() + " with an endpoint at " + address.url);

  std::optional<RenewalThread> renewing;
  std::optional<Endpoint> serving;
  return run_beside(program, env, [&] {
    renewing.emplace(renewal);
    serving.emplace(listener, [&](const LocalRequest& request) {
      return answer_credentials(request, rules, shelf, setup.host.now());
    });
  });
}

}  // namespace latchkey
