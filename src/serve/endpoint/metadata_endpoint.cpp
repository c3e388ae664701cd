// SPDX-License-Identifier: Apache-2.0
#include "serve/endpoint/metadata_endpoint.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "aws/request/signer.hpp"
#include "base/python_json.hpp"
#include "base/secret/credentials_json.hpp"
#include "base/secret/secret_json.hpp"
#include "base/secret/secret_text.hpp"
#include "base/timestamp.hpp"
#include "base/unicode.hpp"
#include "platform/crypto/hash.hpp"

namespace latchkey {
namespace {

using namespace http_status;

constexpr const char* kTimeToLive = "x-aws-ec2-metadata-token-ttl-seconds";
constexpr long long kLongestToken = 21600;

std::optional<long long> number_in(std::string_view text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

long long seconds_of(TimePoint time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

/// "END-SIGNATURE": the expiration in seconds, and its signature.
std::string token_until(long long end, const Secret& key) {
  const auto text = std::to_string(end);
  return text + '-' + to_hex(hmac_sha256(key.reveal(), text));
}

bool is_token(std::string_view token, const Secret& key, TimePoint now) {
  const auto end = number_in(token.substr(0, token.find('-')));
  return end && same_secret(token, token_until(*end, key)) && *end > seconds_of(now);
}

EndpointAnswer plain(SecretText text) {
  LocalReply reply;
  reply.content_type = "text/plain";
  reply.body = std::make_shared<const SecretText>(std::move(text));
  return {std::move(reply)};
}

EndpointAnswer json(const nlohmann::ordered_json& object, int status = 200) {
  LocalReply reply;
  reply.status = status;
  reply.body = std::make_shared<const SecretText>(python_json(object));
  return {std::move(reply)};
}

/// Whether a proxy forwarded the request. Proxies add these fields.
bool is_forwarded(const LocalRequest& request) {
  constexpr std::array<std::string_view, 12> kFields = {
      "via",       "forwarded",      "max-forwards",        "x-real-ip",       "x-client-ip",
      "client-ip", "true-client-ip", "x-cluster-client-ip", "x-original-host", "x-envoy-external-address",
      "cdn-loop",  "x-proxyuser-ip"};
  constexpr std::array<std::string_view, 3> kPrefixes = {"x-forwarded", "cf-", "fastly-"};
  return std::any_of(request.names.begin(), request.names.end(), [&](std::string_view name) {
    const auto lower = unicode::lower(std::string(name));
    const auto begins_with = [&](std::string_view prefix) { return lower.rfind(prefix, 0) == 0; };
    return std::find(kFields.begin(), kFields.end(), lower) != kFields.end() ||
           std::any_of(kPrefixes.begin(), kPrefixes.end(), begins_with);
  });
}

EndpointAnswer new_token(const LocalRequest& request, const MetadataRules& rules, TimePoint now) {
  const auto asked = request.field(kTimeToLive);
  const auto time = number_in(asked);
  if (!time || *time < 1 || *time > kLongestToken)
    return refusal(kBadRequest, "BadRequest", "a token lasts 1 to 21600 seconds");
  auto answer = plain(token_until(seconds_of(now) + *time, rules.key));
  answer.reply.fields.emplace_back(kTimeToLive, std::to_string(*time));
  return answer;
}

EndpointAnswer role_credentials(const MetadataRules& rules, const CredentialStore& store, TimePoint now) {
  const auto item = store.at(rules.profile, now);
  const auto found = store.credentials_at(rules.profile, now);
  if (!found) {
    LocalReply reply;
    reply.status = kUnavailable;
    reply.body = item ? item->text : nullptr;
    return {std::move(reply)};
  }
  OrderedSecretJson object(
      nlohmann::ordered_json{{"Code", "Success"}, {"LastUpdated", utc_text(now)}, {"Type", "AWS-HMAC"}});
  add_keys(*object, *found, {.token = "Token"});
  (*object)["Expiration"] = utc_text(ask_again_at(*found, now));
  return json(*object);
}

EndpointAnswer not_there() {
  return refusal(kNotFound, "NotFound", "this metadata is not served");
}

/// The reply to a request with a token. `path` begins after "/latest/".
EndpointAnswer look_up(std::string_view path, const MetadataRules& rules, const CredentialStore& store,
                       TimePoint now) {
  constexpr std::string_view kRoles = "meta-data/iam/security-credentials";
  const auto role = percent_encode(rules.profile);
  if (path.substr(0, kRoles.size()) == kRoles) {
    const auto rest = path.substr(kRoles.size());
    if (rest.empty() || rest == "/") return plain(role);
    return rest == '/' + role ? role_credentials(rules, store, now) : not_there();
  }
  if (!rules.region) return not_there();
  if (path == "meta-data/placement/region") return plain(*rules.region);
  const auto zone = *rules.region + 'a';
  if (path == "meta-data/placement/availability-zone" || path == "meta-data/placement/availability-zone/")
    return plain(zone);
  if (path == "dynamic/instance-identity/document")
    return json({{"region", *rules.region}, {"availabilityZone", zone}});
  return not_there();
}

}  // namespace

EndpointAnswer answer_metadata(const LocalRequest& request, const MetadataRules& rules,
                               const CredentialStore& store, TimePoint now) {
  if (auto refused = refuse_peer(request, rules.authority)) return *std::move(refused);
  if (is_forwarded(request)) return refusal(kForbidden, "Forwarded", "requests through a proxy are rejected");
  constexpr std::string_view kRoot = "/latest/";
  auto path = request.target;
  while (path.substr(0, 2) == "//")
    path.remove_prefix(1);  // some clients join "http://.../" and "/latest/..."
  if (path.substr(0, kRoot.size()) != kRoot) return not_there();
  path.remove_prefix(kRoot.size());
  if (path == "api/token") {
    if (request.method != "PUT")
      return refusal(kMethodNotAllowed, "MethodNotAllowed", "a token requires PUT");
    return new_token(request, rules, now);
  }
  if (request.method != "GET") return refusal(kMethodNotAllowed, "MethodNotAllowed", "only GET is answered");
  if (!is_token(request.field("x-aws-ec2-metadata-token"), rules.key, now))
    return refusal(kUnauthorized, "Unauthorized", "X-aws-ec2-metadata-token is invalid or expired");
  return look_up(path, rules, store, now);
}

}  // namespace latchkey
