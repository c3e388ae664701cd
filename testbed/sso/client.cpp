// SPDX-License-Identifier: Apache-2.0
#include "sso/client.hpp"

#include "base/hash.hpp"

namespace testbed {
namespace {

// "http://127.0.0.1:8400/oauth/callback" -> "http://127.0.0.1/oauth/callback"; others do not change.
std::string without_loopback_port(std::string_view url) {
  constexpr std::string_view kLoopback = "http://127.0.0.1";
  if (url.substr(0, kLoopback.size() + 1) != std::string(kLoopback) + ":") return std::string(url);
  const auto path = url.find('/', kLoopback.size());
  const auto port = url.substr(kLoopback.size() + 1, path - kLoopback.size() - 1);
  if (port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos) return std::string(url);
  return std::string(kLoopback) + std::string(path == std::string_view::npos ? "" : url.substr(path));
}

}  // namespace

Judged<const OidcClient*> authenticate_client(const RestCall& call) {
  const auto id = call.text("clientId");
  const auto secret = call.text("clientSecret");
  if (!id || !secret) {
    return refuse(400, "InvalidRequestException", "clientId and clientSecret must be given");
  }
  const auto found = call.sso.clients.find(*id);
  if (found == call.sso.clients.end() || !same_secret(found->second.secret, *secret)) {
    return refuse(401, "InvalidClientException", "Invalid client provided");
  }
  if (call.now >= found->second.expires) {
    return refuse(401, "InvalidClientException", "The registration of the client has expired");
  }
  return &found->second;
}

Judged<const SsoInstance*> instance_of(const RestCall& call, std::string_view start_url) {
  const SsoInstance* found = find_sso(call.world, start_url);
  if (found == nullptr || (!call.region.empty() && call.region != found->region)) {
    return refuse(400, "InvalidRequestException", "Invalid start url provided");
  }
  return found;
}

bool redirect_fits(std::string_view registered, std::string_view asked) {
  return registered == asked || without_loopback_port(registered) == without_loopback_port(asked);
}

}  // namespace testbed
