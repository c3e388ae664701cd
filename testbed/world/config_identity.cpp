// SPDX-License-Identifier: Apache-2.0
#include "world/config_identity.hpp"

#include <utility>

namespace testbed {
namespace {

Key read_key(const ConfigNode& node) {
  if (const auto pem = node.member("public_key_pem")) {
    const auto key = Key::from_pem(pem->text());
    if (!key) pem->fail("must be a public key in PEM, RSA or P-256");
    if (const auto algorithm = node.member("algorithm")) algorithm->fail("the key says it");
    return *key;
  }
  const std::string algorithm = node.text_or("algorithm", "ES256");
  if (algorithm != "ES256" && algorithm != "RS256") {
    node.required("algorithm").fail("must be \"ES256\" or \"RS256\"");
  }
  return Key::generate(algorithm);
}

}  // namespace

void read_identity_providers(World& world, const ConfigNode& root) {
  for (const ConfigNode& node : root.items("identity_providers")) {
    node.allow_only({"issuer", "audience", "algorithm", "public_key_pem"});
    std::string issuer = node.required("issuer").text();
    if (issuer.rfind("https://", 0) != 0) node.required("issuer").fail("must begin with https://");
    std::string audience = node.text_or("audience", "sts.amazonaws.com");
    IdentityProvider provider{issuer, std::move(audience), read_key(node)};
    if (!world.identity_providers.emplace(std::move(issuer), std::move(provider)).second) {
      node.required("issuer").fail("this issuer is there twice");
    }
  }
}

void read_trust(const World& world, const ConfigNode& role_node, Role& role) {
  for (const ConfigNode& item : role_node.items("trust")) {
    if (!item.is_object()) {
      role.trust.push_back(item.text());
      continue;
    }
    item.allow_only({"web_identity", "subject"});
    const ConfigNode issuer = item.required("web_identity");
    if (world.identity_providers.find(issuer.text()) == world.identity_providers.end()) {
      issuer.fail("no such identity provider");
    }
    role.web_identities.push_back({issuer.text(), item.text_or("subject", "*")});
  }
}

void read_logins(World& world, const ConfigNode& root) {
  for (const ConfigNode& node : root.items("logins")) {
    node.allow_only(
        {"arn", "refresh_token", "key_thumbprint", "credentials_lifetime_seconds", "rotate_refresh_tokens"});
    const ConfigNode arn = node.required("arn");
    const auto user = world.users.find(arn.text());
    if (user == world.users.end()) arn.fail("no such user");
    ConsoleLogin login;
    login.user = &user->second;
    login.refresh_token = node.required("refresh_token").text();
    login.thumbprint = node.text_or("key_thumbprint", "");
    login.credentials_lifetime = node.integer_at("credentials_lifetime_seconds", 1, 900).value_or(900);
    login.rotates = node.boolean_or("rotate_refresh_tokens", true);
    for (const ConsoleLogin& other : world.logins) {
      if (other.refresh_token == login.refresh_token) {
        node.required("refresh_token").fail("this refresh token is there twice");
      }
    }
    world.logins.push_back(std::move(login));
  }
}

}  // namespace testbed
