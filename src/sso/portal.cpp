// SPDX-License-Identifier: Apache-2.0
#include "sso/portal.hpp"

#include <nlohmann/json.hpp>

#include "base/credential_check.hpp"
#include "base/text.hpp"
#include "platform/process/command_line.hpp"
#include "sso/oidc.hpp"

namespace latchkey {
namespace {

constexpr const char* kTokenHeader = "x-amz-sso_bearer_token";

std::string* text_member(nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get_ptr<std::string*>() : nullptr;
}

/// "expiration" is a number of milliseconds since 1970. nullopt: it is not a number, or out of range.
std::optional<TimePoint> expiration_of(const nlohmann::json& credentials) {
  constexpr double kEndOfYear9999 = 253'402'300'800e3;
  const auto found = credentials.find("expiration");
  if (found == credentials.end() || !found->is_number()) return std::nullopt;
  const auto number = found->get<double>();
  if (!(number >= 0 && number < kEndOfYear9999)) return std::nullopt;
  return TimePoint{std::chrono::seconds(static_cast<long long>(number / 1000))};
}

/// nullopt: a member is missing.
std::optional<Credentials> credentials_of(nlohmann::json& reply, const std::string& account_id) {
  const auto members = reply.find("roleCredentials");
  if (members == reply.end() || !members->is_object()) return std::nullopt;
  auto* id = text_member(*members, "accessKeyId");
  auto* secret = text_member(*members, "secretAccessKey");
  auto* token = text_member(*members, "sessionToken");
  const auto expiration = expiration_of(*members);
  if (id == nullptr || secret == nullptr || token == nullptr || !expiration) return std::nullopt;
  Credentials found;
  found.access_key_id = *id;
  found.secret_access_key = Secret(std::move(*secret));
  found.session_token = Secret(std::move(*token));
  found.expiration = *expiration;
  found.account_id = account_id;
  found.source = "sso";
  return found;
}

}  // namespace

tl::expected<Credentials, ServiceFailure> get_role_credentials(const Host& host, const Connection& connection,
                                                               const SsoSettings& settings,
                                                               const Secret& access_token) {
  JsonCall call;
  call.operation = "GetRoleCredentials";
  call.method = "GET";
  call.target = "/federation/credentials?" +
                query_text({{"role_name", settings.role_name}, {"account_id", settings.account_id}});
  call.headers = {{kTokenHeader, access_token.reveal()}};
  auto reply = call_json(host, connection, call);
  if (!reply) return tl::unexpected(std::move(reply).error());
  auto found = credentials_of(**reply, settings.account_id);
  auto flaw = found ? flaw_in(*found, host.now()) : std::nullopt;
  if (found && !flaw) return *std::move(found);
  ServiceFailure failure;
  failure.flaw = std::move(flaw).value_or(std::string());
  failure.operation = "GetRoleCredentials";
  failure.url = connection.endpoint.url;
  failure.status = 200;
  return tl::unexpected(std::move(failure));
}

tl::expected<void, ServiceFailure> end_token(const Host& host, const Connection& connection,
                                             const Secret& access_token) {
  JsonCall call;
  call.operation = "Logout";
  call.target = "/logout";
  call.headers = {{kTokenHeader, access_token.reveal()}};
  auto reply = call_json(host, connection, call);
  if (!reply) return tl::unexpected(std::move(reply).error());
  return {};
}

bool is_token_rejected(const ServiceFailure& failure) {
  return failure.code == "UnauthorizedException" || (failure.status == 401 && !failure.transport);
}

Error explain(const ServiceFailure& failure, const SsoSettings& settings) {
  const std::string before = "profile " + settings.profile + ": ";
  const std::string role =
      "role " + text::printable(settings.role_name) + " in account " + text::printable(settings.account_id);
  const auto origin = Origin::of_setting(settings.profile, "sso_role_name");
  if (is_token_rejected(failure)) {
    return {Cause::sso_expired,
            before + "the SSO session " + text::printable(settings.session.shown()) +
                " has expired or is otherwise invalid",
            "sign in again: latchkey login -p " + command_line_word(settings.profile) + " --renew"};
  }
  if (failure.code == "ForbiddenException" || failure.code == "AccessDeniedException") {
    return {
        Cause::sso_denied,
        before + std::string(kIdentityCenter) + " denied " + role + ": " + quoted_words(failure.message),
        "check sso_role_name and sso_account_id; the administrator of the accounts assigns the role to you",
        origin};
  }
  if (failure.code == "ResourceNotFoundException" || failure.code == "InvalidRequestException") {
    return {Cause::sso_denied,
            before + std::string(kIdentityCenter) + " does not know " + role + ": " +
                quoted_words(failure.message),
            "check sso_role_name, sso_account_id and sso_region", origin};
  }
  auto error = latchkey::explain(failure, kIdentityCenter, before);
  if (error.hint.empty()) error.hint = "check sso_region, sso_role_name and sso_account_id";
  return error;
}

}  // namespace latchkey
