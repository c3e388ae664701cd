// SPDX-License-Identifier: Apache-2.0
#include "control/sso_control.hpp"

#include "base/utc.hpp"
#include "rest/reply.hpp"
#include "world/config_node.hpp"

namespace testbed {
namespace {

constexpr std::int64_t kLongest = 10LL * 365 * 86400;

nlohmann::json parse_object(const HttpRequest& request) {
  auto json = nlohmann::json::parse(request.body, nullptr, false);
  if (json.is_discarded()) throw ConfigError("/: not JSON");
  return json;
}

const SsoInstance& asked_instance(const World& world, const ConfigNode& root) {
  if (world.sso.empty()) root.fail("the config has no \"sso\"");
  const auto url = root.member("start_url");
  if (!url) return world.sso.front();
  const SsoInstance* found = find_sso(world, url->text());
  if (found == nullptr) url->fail("no such start URL");
  return *found;
}

}  // namespace

HttpResponse control_person(const HttpRequest& request, AwsState& state) {
  const auto json = parse_object(request);
  const ConfigNode root(json, "");
  root.allow_only({"answer"});
  const ConfigNode node = root.required("answer");
  const std::string answer = node.text();
  if (answer == "confirms") {
    state.sso.person = Person::confirms;
  } else if (answer == "refuses") {
    state.sso.person = Person::refuses;
  } else if (answer == "waits") {
    state.sso.person = Person::waits;
  } else {
    node.fail("must be \"confirms\", \"refuses\" or \"waits\"");
  }
  return json_reply(nlohmann::ordered_json::object());
}

HttpResponse control_sso_token(const HttpRequest& request, const World& world, AwsState& state) {
  const auto json = parse_object(request);
  const ConfigNode root(json, "");
  root.allow_only({"start_url", "lifetime_seconds"});
  const SsoInstance& instance = asked_instance(world, root);
  const auto lifetime = root.integer_at("lifetime_seconds", 0, kLongest).value_or(instance.token_lifetime);
  const std::int64_t now = state.clock.now();

  OidcClient& client = state.sso.add_client(now + instance.registration_lifetime);
  client.scopes = {"sso:account:access"};
  client.issuer = &instance;
  SsoLogin& login = state.sso.add_login(instance, client, now);
  const auto token = state.sso.add_token(login, now);
  const auto text = token.at("accessToken").get<std::string>();
  state.sso.tokens.at(text).expires = now + lifetime;
  return json_reply({{"startUrl", instance.start_url},
                     {"region", instance.region},
                     {"accessToken", text},
                     {"expiresAt", extended_time(now + lifetime)},
                     {"clientId", client.id},
                     {"clientSecret", client.secret},
                     {"registrationExpiresAt", extended_time(client.expires)},
                     {"refreshToken", login.refresh_token}});
}

}  // namespace testbed
