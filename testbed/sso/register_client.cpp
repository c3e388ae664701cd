// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "rest/operation.hpp"
#include "rest/reply.hpp"
#include "sso/client.hpp"

namespace testbed {
namespace {

constexpr std::array<std::string_view, 3> kGrantTypes{"authorization_code", "refresh_token",
                                                      "urn:ietf:params:oauth:grant-type:device_code"};
constexpr std::int64_t kLifetime = std::int64_t{90} * 86400;

bool is_known(std::string_view grant_type) {
  return std::find(kGrantTypes.begin(), kGrantTypes.end(), grant_type) != kGrantTypes.end();
}

Judged<void> check(const RestCall& call, const std::vector<std::string>& grants) {
  if (!call.text("clientName")) return refuse(400, "InvalidRequestException", "clientName must be given");
  if (call.text("clientType") != "public") {
    return refuse(400, "InvalidClientMetadataException", "clientType must be public");
  }
  for (const std::string& grant : grants) {
    if (!is_known(grant)) return refuse(400, "UnsupportedGrantTypeException", "no such grant type: " + grant);
  }
  if (std::find(grants.begin(), grants.end(), "authorization_code") == grants.end()) return {};
  const auto uris = call.texts("redirectUris");
  if (uris.empty() || std::any_of(uris.begin(), uris.end(),
                                  [](const std::string& uri) { return uri.rfind("http", 0) != 0; })) {
    return refuse(400, "InvalidRedirectUriException", "authorization_code needs redirectUris");
  }
  // From botocore's model: "The IAM Identity Center Issuer URL associated with an instance".
  if (!call.text("issuerUrl")) {
    return refuse(400, "InvalidRequestException", "authorization_code needs issuerUrl");
  }
  return {};
}

}  // namespace

Judged<HttpResponse> register_client(RestCall& call) {
  const auto grants = call.texts("grantTypes");
  if (const auto checked = check(call, grants); !checked) return tl::make_unexpected(checked.error());
  const SsoInstance* issuer = nullptr;
  if (const auto url = call.text("issuerUrl")) {
    const auto found = instance_of(call, *url);
    if (!found) return tl::make_unexpected(found.error());
    issuer = *found;
  }
  // Without an issuer, the first instance's rule applies.
  const SsoInstance* ruling = issuer == nullptr && !call.world.sso.empty() ? &call.world.sso.front() : issuer;
  const std::int64_t lifetime = ruling == nullptr ? kLifetime : ruling->registration_lifetime;
  OidcClient& client = call.sso.add_client(call.now + lifetime);
  client.scopes = call.texts("scopes");
  client.grant_types = grants;
  client.redirect_uris = call.texts("redirectUris");
  client.issuer = issuer;
  return json_reply({{"clientId", client.id},
                     {"clientSecret", client.secret},
                     {"clientIdIssuedAt", call.now},
                     {"clientSecretExpiresAt", client.expires}});
}

}  // namespace testbed
