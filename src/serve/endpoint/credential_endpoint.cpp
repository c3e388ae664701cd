// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/credential_endpoint.hpp"

#include "aws/request/signer.hpp"
#include "base/base64.hpp"
#include "base/secret/secret_text.hpp"
#include "platform/crypto/random.hpp"

namespace latchkey {
namespace {

using namespace http_status;

}  // namespace

Secret new_endpoint_token() {
  constexpr std::size_t kBytes = 32;
  const SecretText bytes = random_bytes(kBytes);
  return Secret(base64url(bytes));
}

std::string endpoint_path(const std::string& profile) {
  return "/role/" + percent_encode(profile);
}

bool is_loopback_host(std::string_view host) {
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host.substr(0, name.size()) != name) continue;
    const auto port = host.substr(name.size());
    if (port.empty()) return true;
    return port.size() > 1 && port[0] == ':' &&
           port.find_first_not_of("0123456789", 1) == std::string_view::npos;
  }
  return false;
}

EndpointAnswer refusal(int status, const char* code, const char* why) {
  LocalReply reply;
  reply.status = status;
  reply.body = std::make_shared<const SecretText>(container_error_text(code, why));
  reply.closes = true;
  return {std::move(reply), why};
}

std::optional<EndpointAnswer> refuse_peer(const LocalRequest& request, const std::string& authority) {
  if (request.by_other_user) return refusal(kForbidden, "WrongUser", "programs of other users are rejected");
  if (request.method.empty()) return refusal(kBadRequest, "BadRequest", "this is not an HTTP request");
  if (authority.empty() ? !is_loopback_host(request.host) : request.host != authority)
    return refusal(kForbidden, "WrongHost", "the request is for another host name");
  return std::nullopt;
}

EndpointAnswer answer_credentials(const LocalRequest& request, const EndpointRules& rules,
                                  const CredentialStore& store, TimePoint now) {
  if (auto refused = refuse_peer(request, rules.authority)) return *std::move(refused);
  if (!same_secret(request.authorization, rules.token.reveal()))
    return refusal(kForbidden, "WrongToken", "Authorization is not AWS_CONTAINER_AUTHORIZATION_TOKEN");
  if (request.method != "GET") return refusal(kMethodNotAllowed, "MethodNotAllowed", "only GET is answered");
  const auto profile = rules.profiles.find(request.target);
  const auto item = profile != rules.profiles.end() ? store.at(profile->second, now) : std::nullopt;
  if (!item) return refusal(kNotFound, "NotFound", "this profile is not served");
  LocalReply reply;
  reply.status = item->is_good ? reply.status : kUnavailable;
  reply.body = item->text;
  return {std::move(reply)};
}

}  // namespace latchkey
