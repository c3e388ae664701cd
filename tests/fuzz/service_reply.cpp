// SPDX-License-Identifier: Apache-2.0
// Any bytes as replies of JSON services: the sign-in and the portal of IAM Identity Center, and metadata
// services. Also any bytes as a file of a sign-in. The content of an accepted reply is written to such a file
// and must be readable.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "aws/cache/login_cache.hpp"
#include "aws/request/metadata_reply.hpp"
#include "base/timestamp.hpp"
#include "sso/oidc.hpp"
#include "sso/portal.hpp"

namespace {

using namespace latchkey;

/// Sends the same reply to all requests, with status 200 or an error.
class SameAnswer : public Transport {
 public:
  std::string body;
  int status = 200;

  tl::expected<HttpResponse, TransportFailure> send(const HttpRequest&) override {
    return HttpResponse{status, {{"content-type", "application/json"}}, body};
  }
};

void need(bool holds) {
  if (!holds) std::abort();
}

void need_one_line(const Error& error) {
  need((error.message + error.hint).find('\n') == std::string::npos);
}

bool is_same(const std::optional<SsoRegistration>& left, const std::optional<SsoRegistration>& right) {
  if (!left || !right) return !left && !right;
  return left->client_id == right->client_id && left->expires_at == right->expires_at &&
         left->client_secret.reveal() == right->client_secret.reveal();
}

const Host& host() {
  static const Host made = [] {
    Host host;
    host.now = [] { return TimePoint{std::chrono::seconds{1772323200}}; };
    host.sleep = [](std::chrono::milliseconds) {};
    host.jitter = [] { return 0.5; };
    host.uuid = [] { return std::string("00000000-0000-4000-8000-00000000abcd"); };
    host.zone = [] { return LocalZone{}; };
    host.debug = host.warn = host.notice = [](const std::string&) {};
    host.transport = std::make_shared<SameAnswer>();
    return host;
  }();
  return made;
}

const SsoSettings kSettings{
    "p", {"corp", "https://x.awsapps.com/start", "us-east-1", {}}, "123456789012", "r"};

Connection connection() {
  Connection one;
  one.endpoint.url = "https://oidc.us-east-1.amazonaws.com";
  one.retries.max_attempts = 1;
  return one;
}

void try_token_file(std::string_view text) {
  const auto token = parse_sso_token(text, "f");
  if (!token) return need_one_line(token.error());
  const auto again = parse_sso_token(sso_token_text(kSettings.session, *token), "f");
  need(again && again->access_token.reveal() == token->access_token.reveal());
  need(is_same(again->registration, token->registration));
}

void try_registration_file(std::string_view text) {
  const auto found = parse_sso_registration(text);
  if (found) need(is_same(found, parse_sso_registration(sso_registration_text(*found))));
}

void try_login_file(std::string_view text) {
  const auto token = parse_login_token(text, "f");
  if (!token) return need_one_line(token.error());
  const auto renewed = renewed_login_text(*token, {token->credentials, Secret("next")});
  const auto again = parse_login_token(renewed, "f");
  need(again && again->refresh_token.reveal() == "next");
}

void try_metadata(std::string_view body) {
  auto reply = parse_metadata_reply(body);
  if (set_expiration(reply)) need(reply.credentials.expiration.has_value());
  need(shown_body(body).find('\n') == std::string::npos);
}

void try_sign_in() {
  const OidcClient client(host(), kSettings.session, connection());
  SsoRegistration registration{"cid", Secret("s"), "2099-01-01T00:00:00Z", {}, {}};
  if (auto made = client.register_client(std::nullopt)) {
    need(parse_timestamp(made->expires_at).has_value());
    need(is_same(made.value(), parse_sso_registration(sso_registration_text(*made))));
    registration = *std::move(made);
  } else {
    need_one_line(explain_sign_in(made.error(), kSettings.session));
  }
  if (const auto begun = client.start_device_authorization(registration)) {
    need(begun->interval.count() > 0 && begun->lifetime.count() > 0);
    need(std::chrono::milliseconds(begun->interval + begun->lifetime).count() > 0);
  } else {
    need_one_line(explain_sign_in(begun.error(), kSettings.session));
  }
  const auto token = client.create_token(registration, refresh_grant(Secret("r")));
  if (!token) return need_one_line(explain_sign_in(token.error(), kSettings.session));
  const auto again = parse_sso_token(sso_token_text(kSettings.session, *token), "f");
  need(again && again->expires_at == token->expires_at && is_same(again->registration, token->registration));
}

/// The query of the redirect is decoded, so the code may contain any bytes.
void try_code(std::string_view code) {
  const OidcClient client(host(), kSettings.session, connection());
  const SsoRegistration registration{"cid", Secret("s"), "2099-01-01T00:00:00Z", {}, {}};
  const auto grant = code_grant(Secret(std::string(code)), "http://127.0.0.1:1/", Secret("v"));
  if (const auto token = client.create_token(registration, grant); !token)
    need_one_line(explain_sign_in(token.error(), kSettings.session));
}

void try_portal() {
  const auto found = get_role_credentials(host(), connection(), kSettings, Secret("t"));
  if (!found) return need_one_line(explain(found.error(), kSettings));
  need(parse_timestamp(utc_text(*found->expiration))->at == *found->expiration);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  try_token_file(body);
  try_registration_file(body);
  try_login_file(body);
  try_metadata(body);
  auto& answer = static_cast<SameAnswer&>(*host().transport);
  for (const int status : {200, 400}) {
    answer.body = body;
    answer.status = status;
    try_sign_in();
    try_portal();
    try_code(body);
  }
  return 0;
}
