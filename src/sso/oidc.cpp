// SPDX-License-Identifier: Apache-2.0
#include "sso/oidc.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "base/credential_check.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"

namespace latchkey {
namespace {

using Json = nlohmann::ordered_json;

/// AWS sets 10 minutes and 1 second. Longer lifetimes and intervals of a device flow are limited to these.
constexpr std::chrono::hours kLongestFlow{1};
constexpr std::chrono::minutes kLongestInterval{1};
/// AWS sets 8 hours.
constexpr std::chrono::hours kLongestToken{366 * 24};

std::string text_at(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Also nullopt for an implausible time or duration: negative, or too large for four-digit years.
std::optional<std::chrono::seconds> seconds_at(const nlohmann::json& object, const char* name) {
  constexpr std::uint64_t kMost = 200'000'000'000;  // about 6,000 years: a time before 8308
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto count = found->get<std::uint64_t>();
  if (count == 0 || count > kMost) return std::nullopt;
  return std::chrono::seconds(count);
}

/// The text of a request. Text from the browser may not be UTF-8; invalid bytes are replaced.
SecretText text_of(const Json& body) {
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Grant refresh_grant(const Secret& refresh_token) {
  return {"refresh_token", {{"refreshToken", refresh_token}}};
}

Grant device_grant(const Secret& device_code) {
  return {"urn:ietf:params:oauth:grant-type:device_code", {{"deviceCode", device_code}}};
}

Grant code_grant(const Secret& code, const std::string& redirect_uri, const Secret& verifier) {
  return {"authorization_code",
          {{"redirectUri", Secret(redirect_uri)}, {"codeVerifier", verifier}, {"code", code}}};
}

ServiceFailure OidcClient::no_answer_of(const char* operation, const std::optional<std::string>& flaw) const {
  ServiceFailure failure;
  failure.operation = operation;
  failure.url = connection_.endpoint.url;
  failure.status = 200;
  failure.flaw = flaw.value_or(std::string());
  return failure;
}

ServiceResult<SsoRegistration> OidcClient::register_client(
    const std::optional<std::string>& redirect_uri) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(host_->now()).time_since_epoch().count();
  Json body = {{"clientName", "latchkey-" + std::to_string(seconds)}, {"clientType", "public"}};
  const std::vector<std::string> grants = {"authorization_code", "refresh_token"};
  auto scopes = session_.scopes;
  if (scopes.empty() && session_.name) scopes = {kDefaultScope};
  if (redirect_uri) {
    body["grantTypes"] = grants;
    body["redirectUris"] = {*redirect_uri};
    body["issuerUrl"] = session_.start_url;
  }
  if (!scopes.empty()) body["scopes"] = scopes;
  const auto answer =
      call_json(*host_, connection_, {"RegisterClient", "POST", "/client/register", {}, text_of(body)});
  if (!answer) return tl::unexpected(answer.error());
  const auto& reply = **answer;
  SsoRegistration registration;
  registration.client_id = text_at(reply, "clientId");
  registration.client_secret = Secret(text_at(reply, "clientSecret"));
  const auto expires_at = seconds_at(reply, "clientSecretExpiresAt");
  if (registration.client_id.empty() || registration.client_secret.empty() || !expires_at)
    return tl::unexpected(no_answer_of("RegisterClient"));
  if (const auto flaw = flaw_in(registration)) return tl::unexpected(no_answer_of("RegisterClient", flaw));
  registration.expires_at = utc_text(TimePoint{*expires_at});
  registration.scopes = std::move(scopes);
  if (redirect_uri) registration.grant_types = grants;
  return registration;
}

ServiceResult<DeviceAuthorization> OidcClient::start_device_authorization(
    const SsoRegistration& registration) const {
  const OrderedSecretJson body(Json{{"clientId", registration.client_id},
                                    {"clientSecret", registration.client_secret.reveal()},
                                    {"startUrl", session_.start_url}});
  const auto answer = call_json(
      *host_, connection_, {"StartDeviceAuthorization", "POST", "/device_authorization", {}, text_of(*body)});
  if (!answer) return tl::unexpected(answer.error());
  const auto& reply = **answer;
  DeviceAuthorization begun;
  begun.device_code = Secret(text_at(reply, "deviceCode"));
  begun.user_code = text_at(reply, "userCode");
  begun.address = text_at(reply, "verificationUri");
  begun.address_with_code = text_at(reply, "verificationUriComplete");
  begun.lifetime =
      std::min<std::chrono::seconds>(seconds_at(reply, "expiresIn").value_or(begun.lifetime), kLongestFlow);
  begun.interval = std::min<std::chrono::seconds>(seconds_at(reply, "interval").value_or(begun.interval),
                                                  kLongestInterval);
  if (begun.device_code.empty() || (begun.address.empty() && begun.address_with_code.empty()))
    return tl::unexpected(no_answer_of("StartDeviceAuthorization"));
  if (const auto flaw = flaw_in({{"deviceCode", begun.device_code.reveal()},
                                 {"userCode", begun.user_code},
                                 {"verificationUri", begun.address},
                                 {"verificationUriComplete", begun.address_with_code}})) {
    return tl::unexpected(no_answer_of("StartDeviceAuthorization", flaw));
  }
  return begun;
}

ServiceResult<SsoToken> OidcClient::create_token(const SsoRegistration& registration,
                                                 const Grant& grant) const {
  OrderedSecretJson body(Json{{"grantType", grant.type},
                              {"clientId", registration.client_id},
                              {"clientSecret", registration.client_secret.reveal()}});
  for (const auto& [name, value] : grant.arguments) (*body)[name] = value.reveal();
  const auto answer = call_json(*host_, connection_, {"CreateToken", "POST", "/token", {}, text_of(*body)});
  if (!answer) return tl::unexpected(answer.error());
  const auto& reply = **answer;
  SsoToken token{Secret(text_at(reply, "accessToken")), host_->now(), std::nullopt, registration};
  const auto lifetime = seconds_at(reply, "expiresIn");
  if (auto refresh = text_at(reply, "refreshToken"); !refresh.empty())
    token.refresh_token = Secret(std::move(refresh));
  if (token.access_token.empty() || !lifetime) return tl::unexpected(no_answer_of("CreateToken"));
  auto flaw = flaw_in(token);
  if (!flaw && *lifetime > kLongestToken) flaw = "expiresIn is longer than 366 days";
  if (flaw) return tl::unexpected(no_answer_of("CreateToken", flaw));
  token.expires_at += *lifetime;
  return token;
}

std::string OidcClient::authorize_url() const {
  JsonCall call;
  call.target = "/authorize";
  return url_of(connection_, call);
}

Error explain_sign_in(const ServiceFailure& failure, const SsoSession& session) {
  const std::string before =
      (session.name ? "sso-session " : "SSO start URL ") + text::printable(session.shown()) + ": ";
  auto error = explain(failure, kIdentityCenter, before);
  if (failure.code == "InvalidRequestException" && error.hint.empty())
    error.hint = "check sso_start_url and sso_region: the region is the one of the Identity Center instance";
  if (error.hint.empty()) error.hint = "try again; the device and browser flows both have a time limit";
  return error;
}

}  // namespace latchkey
