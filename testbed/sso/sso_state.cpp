// SPDX-License-Identifier: Apache-2.0
#include "sso/sso_state.hpp"

#include <algorithm>
#include <utility>

#include "base/encoding.hpp"
#include "base/hash.hpp"

namespace testbed {
namespace {

constexpr std::string_view kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

}  // namespace

std::string new_refresh_token() {
  return "aorAAAAA" + base64url(random_bytes(120));
}

bool OidcClient::may(std::string_view grant_type) const {
  if (grant_types.empty()) return grant_type == kDeviceGrant || grant_type == "refresh_token";
  return std::find(grant_types.begin(), grant_types.end(), grant_type) != grant_types.end();
}

bool OidcClient::has_sso_scope() const {
  return std::any_of(scopes.begin(), scopes.end(),
                     [](const std::string& scope) { return scope.rfind("sso:", 0) == 0; });
}

OidcClient& SsoState::add_client(std::int64_t expires) {
  OidcClient client;
  client.id = base64url(random_bytes(24));
  client.secret = base64url(random_bytes(150));
  client.expires = expires;
  std::string id = client.id;
  return clients.insert_or_assign(std::move(id), std::move(client)).first->second;
}

SsoLogin& SsoState::add_login(const SsoInstance& instance, const OidcClient& client, std::int64_t now) {
  const bool refreshes = client.has_sso_scope() && client.may("refresh_token");
  logins.push_back({&instance, client.id, now + instance.login_lifetime, false,
                    refreshes ? new_refresh_token() : std::string()});
  return logins.back();
}

nlohmann::ordered_json SsoState::add_token(SsoLogin& login, std::int64_t now) {
  const std::string token = "aoaAAAAA" + base64url(random_bytes(120));
  const std::int64_t lifetime = login.instance->token_lifetime;
  tokens[token] = {&login, now + lifetime};
  nlohmann::ordered_json out{{"accessToken", token}, {"expiresIn", lifetime}};
  if (!login.refresh_token.empty()) out["refreshToken"] = login.refresh_token;
  out["tokenType"] = "Bearer";
  return out;
}

SsoLogin* SsoState::find_token(const std::string& access_token, std::int64_t now) {
  const auto found = tokens.find(access_token);
  if (found == tokens.end() || now >= found->second.expires || found->second.login->has_ended) return nullptr;
  return found->second.login;
}

void SsoState::expire_tokens(std::int64_t now) {
  for (auto& [text, token] : tokens) token.expires = std::min(token.expires, now);
}

}  // namespace testbed
