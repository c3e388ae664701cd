// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/credential_server.hpp"

#include "base/try.hpp"

namespace latchkey {
namespace {

// The listeners in the order of opening.
constexpr std::size_t kPortListener = 0;
constexpr std::size_t kMetadataListener = 1;

std::vector<std::string> profiles_of(const std::vector<Session>& sessions) {
  std::vector<std::string> names;
  names.reserve(sessions.size());
  for (const auto& session : sessions) names.push_back(session.profile());
  return names;
}

std::map<std::string, Session> by_profile(const std::vector<Session>& sessions) {
  std::map<std::string, Session> found;
  for (const auto& session : sessions) found.emplace(session.profile(), session);
  return found;
}

}  // namespace

CredentialServer::CredentialServer(const std::vector<Session>& sessions, const Host& host,
                                   std::function<void(const std::string&)> refused)
    : host_(host),
      store_(profiles_of(sessions)),
      renewal_(by_profile(sessions), store_, host,
               [this](const std::string& profile) {
                 if (helper_) helper_->ask(profile);
               }),
      refusals_(std::move(refused)) {
  rules_.token = new_endpoint_token();
  for (const auto& session : sessions)
    rules_.profiles.emplace(endpoint_path(session.profile()), session.profile());
  metadata_rules_.key = new_endpoint_token();
  metadata_rules_.profile = sessions.front().profile();
  metadata_rules_.region = sessions.front().region();
}

Result<std::unique_ptr<CredentialServer>> CredentialServer::open(
    const std::vector<Session>& sessions, const ServerOptions& options, const Host& host,
    std::function<void(const std::string&)> refused) {
  std::unique_ptr<CredentialServer> server(new CredentialServer(sessions, host, std::move(refused)));
  TRY(server->port_, server->listener_.open_port(options.port));
  server->socket_rules_ = server->rules_;
  server->rules_.authority = loopback_authority(server->port_);
  if (options.metadata) {
    TRY(server->metadata_port_, server->listener_.open_port(0, AllowedPeers::own));
    server->metadata_rules_.authority = loopback_authority(*server->metadata_port_);
  }
  if (options.socket) CHECK(server->listener_.open_socket(*options.socket));
  return server;
}

EndpointAddress CredentialServer::address_of(const std::string& profile) const {
  return {"http://" + rules_.authority + endpoint_path(profile), rules_.token};
}

EndpointAnswer CredentialServer::answer(const LocalRequest& request) const {
  const auto now = host_.now();
  if (request.listener == kPortListener) return answer_credentials(request, rules_, store_, now);
  if (metadata_port_ && request.listener == kMetadataListener)
    return answer_metadata(request, metadata_rules_, store_, now);
  return answer_credentials(request, socket_rules_, store_, now);
}

int CredentialServer::run(PromptHelper helper) {
  helper_.emplace(std::move(helper));
  int signal = 0;
  {
    RenewalThread renewing(renewal_);
    signal = listener_.serve([&](const LocalRequest& request) {
      auto found = answer(request);
      if (found.refused != nullptr) refusals_.add(found.refused, host_.now());
      if (found.reply.status == http_status::kUnavailable) renewing.look_now();
      return std::move(found.reply);
    });
  }
  helper_.reset();
  return signal;
}

}  // namespace latchkey
