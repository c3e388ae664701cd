// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/encoding.hpp"
#include "base/hash.hpp"
#include "rest/operation.hpp"
#include "rest/reply.hpp"
#include "sso/client.hpp"

namespace testbed {
namespace {

constexpr std::string_view kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::int64_t kSlower = 5;  // RFC 8628 section 3.5

tl::unexpected<AwsError> invalid_grant(const char* message) {
  return refuse(400, "InvalidGrantException", message);
}

tl::unexpected<AwsError> missing(const char* name) {
  return refuse(400, "InvalidRequestException", std::string(name) + " must be given");
}

// Clients poll once before and once after they show the address, so the first poll has no limit.
bool polls_too_fast(DeviceAuthorization& device, std::int64_t now) {
  const bool too_fast = device.polls >= 2 && now - device.last_poll < device.interval;
  ++device.polls;
  device.last_poll = now;
  if (too_fast) device.interval += kSlower;
  return too_fast;
}

Judged<SsoLogin*> by_device(RestCall& call, const OidcClient& client) {
  const auto code = call.text("deviceCode");
  if (!code) return missing("deviceCode");
  const auto found = call.sso.devices.find(*code);
  if (found == call.sso.devices.end() || found->second.client_id != client.id) {
    return invalid_grant("Invalid device code provided");
  }
  DeviceAuthorization& device = found->second;
  if (call.now >= device.expires) return refuse(400, "ExpiredTokenException", "The device code has expired");
  const bool too_fast = polls_too_fast(device, call.now);
  if (device.decision == Person::refuses) {
    return refuse(400, "AccessDeniedException", "The person refused the request");
  }
  if (too_fast) return refuse(400, "SlowDownException", "Polled faster than the interval");
  if (device.decision == Person::waits) {
    return refuse(400, "AuthorizationPendingException", "The person has not decided yet");
  }
  SsoLogin& login = call.sso.add_login(*device.instance, client, call.now);
  call.sso.devices.erase(found);
  return &login;
}

Judged<SsoLogin*> by_code(RestCall& call, const OidcClient& client) {
  const auto code = call.text("code");
  const auto verifier = call.text("codeVerifier");
  if (!code) return missing("code");
  if (!verifier) return missing("codeVerifier");
  const auto found = call.sso.codes.find(*code);
  if (found == call.sso.codes.end()) return invalid_grant("Invalid authorization code provided");
  // Used by the attempt, whatever its result, so that a client has only one guess.
  const AuthorizationCode kept = found->second;
  call.sso.codes.erase(found);
  if (kept.client_id != client.id || call.now >= kept.expires) {
    return invalid_grant("Invalid authorization code provided");
  }
  if (call.text("redirectUri") != kept.redirect_uri) return invalid_grant("Invalid redirect uri provided");
  if (!same_secret(base64url(sha256(*verifier)), kept.challenge)) {
    return invalid_grant("Invalid code verifier provided");
  }
  return &call.sso.add_login(*kept.instance, client, call.now);
}

Judged<SsoLogin*> by_refresh_token(RestCall& call, const OidcClient& client) {
  const auto token = call.text("refreshToken");
  if (!token) return missing("refreshToken");
  const auto found = std::find_if(call.sso.logins.begin(), call.sso.logins.end(), [&](const SsoLogin& login) {
    return !login.refresh_token.empty() && same_secret(login.refresh_token, *token);
  });
  if (found == call.sso.logins.end() || found->client_id != client.id || found->has_ended ||
      call.now >= found->expires) {
    return invalid_grant("Invalid refresh token provided");
  }
  if (found->instance->rotate_refresh_tokens) found->refresh_token = new_refresh_token();
  return &*found;
}

Judged<SsoLogin*> by_grant(RestCall& call, const OidcClient& client, const std::string& grant) {
  if (grant != kDeviceGrant && grant != "authorization_code" && grant != "refresh_token") {
    return refuse(400, "UnsupportedGrantTypeException", "Unsupported grant type provided");
  }
  if (!client.may(grant)) {
    return refuse(400, "UnauthorizedClientException", "The client did not register for this grant type");
  }
  if (grant == kDeviceGrant) return by_device(call, client);
  return grant == "refresh_token" ? by_refresh_token(call, client) : by_code(call, client);
}

}  // namespace

Judged<HttpResponse> create_token(RestCall& call) {
  const auto client = authenticate_client(call);
  if (!client) return tl::make_unexpected(client.error());
  const auto grant = call.text("grantType");
  if (!grant) return missing("grantType");
  const auto login = by_grant(call, **client, *grant);
  if (!login) return tl::make_unexpected(login.error());
  return json_reply(call.sso.add_token(**login, call.now));
}

}  // namespace testbed
