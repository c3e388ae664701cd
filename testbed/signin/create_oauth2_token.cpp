// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "rest/operation.hpp"
#include "rest/reply.hpp"

namespace testbed {
namespace {

constexpr std::string_view kClient = "arn:aws:signin:::devtools/";

tl::unexpected<AwsError> invalid(const char* message) {
  return tl::make_unexpected(AwsError{400, "ValidationException", message, "INVALID_REQUEST"});
}

// Statuses as the model in botocore documents them: 401 for TOKEN_EXPIRED, 403 for missing permissions.
tl::unexpected<AwsError> expired(const char* message) {
  return tl::make_unexpected(AwsError{401, "AccessDeniedException", message, "TOKEN_EXPIRED"});
}

Judged<std::string> read_refresh_token(const RestCall& call) {
  const std::string client = call.text("clientId").value_or("");
  if (client != std::string(kClient) + "same-device" && client != std::string(kClient) + "cross-device") {
    return invalid("clientId must be arn:aws:signin:::devtools/same-device or .../cross-device");
  }
  if (call.text("grantType") != "refresh_token")
    return invalid("the testbed only knows grantType refresh_token");
  const auto token = call.text("refreshToken");
  if (!token) return invalid("refreshToken must be given");
  return *token;
}

nlohmann::ordered_json token_reply(RestCall& call, const ConsoleLogin& config,
                                   const std::string& refresh_token) {
  Caller caller;
  caller.kind = CallerKind::user_session;
  caller.account = config.user->account;
  caller.arn = config.user->arn;
  caller.user_id = config.user->id;
  caller.user = config.user;
  const IssuedSession& session = call.sessions.issue(caller, call.now + config.credentials_lifetime);
  return {{"accessToken",
           {{"accessKeyId", session.access_key_id},
            {"secretAccessKey", session.secret},
            {"sessionToken", session.token}}},
          {"tokenType", "aws_sigv4"},
          {"expiresIn", config.credentials_lifetime},
          {"refreshToken", refresh_token}};
}

}  // namespace

/// Refreshes a login session: exchanges a refresh token with a proof of its key for credentials of 15
/// minutes.
Judged<HttpResponse> create_oauth2_token(RestCall& call) {
  auto token = read_refresh_token(call);
  if (!token) return tl::make_unexpected(token.error());
  const std::string url = call.base_url + std::string(call.request.path());
  const auto thumbprint = call.logins.proofs.judge(call.request, url, call.now);
  if (!thumbprint) return tl::make_unexpected(thumbprint.error());
  LoginState::Login* login = call.logins.find(call.world, *token);
  if (login == nullptr) return expired("The refresh token is unknown or has expired.");
  if (login->thumbprint.empty()) login->thumbprint = *thumbprint;
  if (login->thumbprint != *thumbprint) return expired("The refresh token is bound to another key.");
  const ConsoleLogin& config = *login->config;
  if (config.rotates) {
    auto kept = call.logins.by_refresh_token.extract(*token);
    *token = base64url(random_bytes(120));
    kept.key() = *token;
    call.logins.by_refresh_token.insert(std::move(kept));
  }
  return json_reply(token_reply(call, config, *token));
}

}  // namespace testbed
