// SPDX-License-Identifier: Apache-2.0
#include "sso/token_cache.hpp"

#include <nlohmann/json.hpp>

#include "aws/cache/cache_key.hpp"
#include "aws/config/paths.hpp"
#include "base/credential_check.hpp"
#include "base/json_reader.hpp"
#include "base/python_json.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "platform/files/files.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLargestFile = 1U << 20U;

const std::string* text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get_ptr<const std::string*>() : nullptr;
}

std::vector<std::string> texts_member(const Json& object, const char* name) {
  std::vector<std::string> texts;
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return texts;
  for (const auto& one : *found) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::optional<SsoRegistration> registration_of(const Json& json, const char* expiry) {
  const auto* id = text_member(json, "clientId");
  const auto* secret = text_member(json, "clientSecret");
  const auto* expires_at = text_member(json, expiry);
  if (id == nullptr || secret == nullptr || expires_at == nullptr) return std::nullopt;
  SsoRegistration found{*id, Secret(*secret), *expires_at, texts_member(json, "scopes"),
                        texts_member(json, "grantTypes")};
  if (flaw_in(found)) return std::nullopt;
  return found;
}

tl::unexpected<Error> broken(const std::string& path, const std::string& why) {
  return fail(Cause::sso_token_invalid, "the SSO token " + path + " is invalid: " + why,
              "sign in again; that replaces it");
}

}  // namespace

bool SsoRegistration::has_expired(TimePoint now) const {
  const auto time = parse_timestamp(expires_at);
  return !time || time->at <= now;
}

std::optional<std::string> flaw_in(const SsoRegistration& registration) {
  return flaw_in(
      {{"clientId", registration.client_id}, {"clientSecret", registration.client_secret.reveal()}});
}

std::optional<std::string> flaw_in(const SsoToken& token) {
  return flaw_in(
      {{"accessToken", token.access_token.reveal()},
       {"refreshToken", token.refresh_token ? token.refresh_token->reveal() : std::string_view()}});
}

Result<SsoToken> parse_sso_token(std::string_view text, const std::string& path) {
  const auto document = read_ordered_json(text);
  const Json& json = *document;
  if (!json.is_object()) return broken(path, "it is not a JSON object");
  const auto* access_token = text_member(json, "accessToken");
  const auto* expires_at = text_member(json, "expiresAt");
  if (access_token == nullptr || expires_at == nullptr)
    return broken(path, "it lacks accessToken or expiresAt");
  const auto time = parse_timestamp(*expires_at);
  if (!time) return broken(path, "its expiresAt is not a timestamp with a time zone");
  SsoToken token{Secret(*access_token), time->at, std::nullopt,
                 registration_of(json, "registrationExpiresAt")};
  if (const auto* refresh = text_member(json, "refreshToken")) token.refresh_token = Secret(*refresh);
  auto flaw = flaw_in(token.expires_at);
  if (!flaw) flaw = flaw_in(token);
  if (flaw) return broken(path, *flaw);
  return token;
}

SecretText sso_token_text(const SsoSession& session, const SsoToken& token) {
  OrderedSecretJson document;
  Json& json = *document;
  json["startUrl"] = session.start_url;
  json["region"] = session.region;
  json["accessToken"] = token.access_token.reveal();
  json["expiresAt"] = utc_text(token.expires_at);
  if (token.registration) {
    json["clientId"] = token.registration->client_id;
    json["clientSecret"] = token.registration->client_secret.reveal();
    json["registrationExpiresAt"] = token.registration->expires_at;
  }
  if (token.refresh_token) json["refreshToken"] = token.refresh_token->reveal();
  return python_json(json);
}

std::optional<SsoRegistration> parse_sso_registration(std::string_view text) {
  const auto document = read_ordered_json(text);
  const Json& json = *document;
  if (!json.is_object()) return std::nullopt;
  return registration_of(json, "expiresAt");
}

SecretText sso_registration_text(const SsoRegistration& registration) {
  OrderedSecretJson document;
  Json& json = *document;
  json["clientId"] = registration.client_id;
  json["clientSecret"] = registration.client_secret.reveal();
  json["expiresAt"] = registration.expires_at;
  if (!registration.scopes.empty()) json["scopes"] = registration.scopes;
  if (!registration.grant_types.empty()) json["grantTypes"] = registration.grant_types;
  return python_json(json);
}

SsoTokenCache::SsoTokenCache(const Host& host) : host_(&host), folder_(paths::sso_cache(host.env)) {}

std::string SsoTokenCache::token_path(const SsoSession& session) const {
  return files::join(folder_, sso_token_key(session) + ".json");
}

std::string SsoTokenCache::registration_path(const SsoSession& session) const {
  return files::join(folder_, sso_registration_key(session) + ".json");
}

Result<std::optional<SsoToken>> SsoTokenCache::token(const SsoSession& session) const {
  const auto path = token_path(session);
  TRY(auto text, ownership::read(paths::place(host_->env), path, kLargestFile));
  if (!text) return std::nullopt;
  return parse_sso_token(*text, path);
}

Result<void> SsoTokenCache::store(const SsoSession& session, const SsoToken& token) const {
  return files::write_private(token_path(session), sso_token_text(session, token));
}

Result<bool> SsoTokenCache::forget_token(const SsoSession& session) const {
  return files::remove(token_path(session));
}

std::optional<SsoRegistration> SsoTokenCache::registration(const SsoSession& session) const {
  auto text = ownership::read(paths::place(host_->env), registration_path(session), kLargestFile);
  if (!text || !*text) return std::nullopt;
  auto found = parse_sso_registration(**text);
  if (found && found->has_expired(host_->now())) return std::nullopt;
  return found;
}

Result<void> SsoTokenCache::store(const SsoSession& session, const SsoRegistration& registration) const {
  return files::write_private(registration_path(session), sso_registration_text(registration));
}

}  // namespace latchkey
