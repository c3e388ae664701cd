// SPDX-License-Identifier: Apache-2.0
#include "sso/browser_flow.hpp"

#include <algorithm>

#include "aws/request/json_service.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "base/url.hpp"
#include "platform/crypto/hash.hpp"
#include "platform/crypto/random.hpp"

namespace latchkey {
namespace {

constexpr const char* kCallback = "/oauth/callback";
constexpr const char* kPage =
    "<!doctype html><meta charset=\"utf-8\"><title>latchkey</title>"
    "<p>latchkey has your answer. You can close this window and go back to the terminal.</p>\n";

/// A random verifier from 64 of the 66 characters that RFC 7636 allows.
Secret new_verifier() {
  constexpr std::string_view kCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text = random_bytes(64);
  for (auto& c : text) c = kCharacters[static_cast<unsigned char>(c) % kCharacters.size()];
  return Secret(std::move(text));
}

/// A stored registration that may use the browser, else a new one.
Result<SsoRegistration> registration_for(const OidcClient& client, const SsoTokenCache& cache,
                                         const Host& host) {
  const auto known = cache.registration(client.session());
  if (known && std::find(known->grant_types.begin(), known->grant_types.end(), "authorization_code") !=
                   known->grant_types.end())
    return *known;
  // Without a port, because any port is allowed (RFC 8252 section 7.3).
  auto made = client.register_client("http://127.0.0.1" + std::string(kCallback));
  if (!made) return tl::unexpected(explain_sign_in(made.error(), client.session()));
  if (const auto stored = cache.store(client.session(), *made); !stored) host.warn(stored.error().message);
  return *std::move(made);
}

/// The code of the redirect. Errors: denied - the redirect has an error.
Result<Secret> code_of(const std::string& query, const SsoSession& session) {
  if (auto code = query_value(query, "code")) return Secret(*std::move(code));
  const auto why = query_value(query, "error").value_or("no code");
  const auto words = query_value(query, "error_description");
  return fail(why == "access_denied" ? Cause::sign_in_refused : Cause::sign_in_failed,
              "the sign-in to " + text::printable(session.shown()) + " was refused in the browser (" +
                  text::printable(why) + (words ? ": " + text::printable(*words) : "") + ')',
              "run it again, and confirm the request there");
}

}  // namespace

std::string code_challenge(const Secret& verifier) {
  return base64url(sha256_bytes(verifier.reveal()));
}

std::string authorize_url(const OidcClient& client, const SsoRegistration& registration,
                          const AuthorizeRequest& request) {
  const auto& scopes = client.session().scopes;
  return client.authorize_url() + '?' +
         query_text({{"response_type", "code"},
                     {"client_id", registration.client_id},
                     {"redirect_uri", request.redirect_uri},
                     {"state", request.state},
                     {"code_challenge_method", "S256"},
                     {"scopes", scopes.empty() ? kDefaultScope : text::join(scopes, " ")},
                     {"code_challenge", code_challenge(request.verifier)}});
}

Result<SsoToken> browser_flow(const Host& host, const OidcClient& client, const SsoTokenCache& cache,
                              std::chrono::seconds longest) {
  TRY(auto listener, RedirectListener::open());
  TRY(const auto registration, registration_for(client, cache, host));
  const AuthorizeRequest request{"http://127.0.0.1:" + std::to_string(listener.port()) + kCallback,
                                 host.uuid(), new_verifier()};
  const auto url = authorize_url(client, registration, request);
  const bool opened = host.open_browser(url);
  host.notice((opened ? "sign in in the browser; if it did not open, the address is: "
                      : "open this address in a browser on this machine to sign in: ") +
              url);
  const auto is_ours = [&](const std::string& query) {
    return query_value(query, "state") == request.state &&
           (query_value(query, "code") || query_value(query, "error"));
  };
  const auto query = listener.wait(kCallback, is_ours, kPage, longest);
  if (!query) {
    return fail(Cause::sign_in_timeout, "no sign-in in the browser within " + duration_text(longest),
                "run it again; --device gives a code for a browser on another machine");
  }
  TRY(const auto code, code_of(*query, client.session()));
  auto token = client.create_token(registration, code_grant(code, request.redirect_uri, request.verifier));
  if (!token) return tl::unexpected(explain_sign_in(token.error(), client.session()));
  return *std::move(token);
}

}  // namespace latchkey
