// SPDX-License-Identifier: Apache-2.0
#include "sso/sign_in.hpp"

#include "aws/cache/cache_key.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "mfa/single_flight.hpp"
#include "platform/files/files.hpp"
#include "sso/access_token.hpp"
#include "sso/browser_flow.hpp"
#include "sso/device_flow.hpp"
#include "sso/portal.hpp"

namespace latchkey {
namespace {

constexpr std::chrono::minutes kLongEnough{15};
constexpr std::size_t kLargestTokenFile = 4096;

/// nullopt also for a file that is broken: the next one replaces it.
std::optional<SsoToken> token_at_hand(const SsoTokenCache& cache, const SsoSession& session) {
  auto token = cache.token(session);
  return token ? *std::move(token) : std::nullopt;
}

Result<SsoToken> ask(const Setup& setup, const SsoSession& session, const SsoTokenCache& cache,
                     const SignInOptions& options) {
  const auto& host = setup.host;
  TRY(auto connection, service_connection(setup, Service::sso_oidc, session.region, session.region_origin));
  // A browser brings its answer to this machine: where none is, the person may sit at another one.
  const bool in_browser = session.name && !options.device && options.opens_browser && host.has_browser();
  CHECK(files::Reservation::reserve(files::folder_of(cache.token_path(session)), kLargestTokenFile));
  host.notice("signing in to " + text::printable(session.start_url) + " for " + host.program);
  const OidcClient client(host, session, std::move(connection));
  if (in_browser) return browser_flow(host, client, cache);
  return device_flow(host, client, cache, options.opens_browser);
}

/// nullopt: it is ended, or has been.
std::optional<Error> end_at_service(const Setup& setup, const SsoSession& session, const SsoToken& token) {
  auto connection = service_connection(setup, Service::sso, session.region, session.region_origin);
  if (!connection) return connection.error();
  connection->retries.max_attempts = 1;
  const auto ended = end_token(setup.host, *connection, token.access_token);
  if (ended || ended.error().status == 401) return std::nullopt;
  return explain(ended.error(), "IAM Identity Center", "");
}

}  // namespace

Result<SsoToken> sign_in(const Setup& setup, const SsoSettings& settings, const SignInOptions& options) {
  const auto& host = setup.host;
  const auto& session = settings.session;
  const SsoTokenCache cache(host);
  const auto before = token_at_hand(cache, session);
  std::optional<SsoToken> found;
  const auto is_there = [&] {
    auto now_there = token_at_hand(cache, session);
    if (!now_there || now_there->left(host.now()) < kLongEnough) return false;
    const bool is_old = before && now_there->access_token.reveal() == before->access_token.reveal();
    if (options.renew && is_old) return false;
    found = std::move(now_there);
    return true;
  };
  // A refresh is no question.
  if (!options.renew && before && access_token(setup, settings) && is_there()) return *std::move(found);
  TRY(auto flight, begin_single_flight(
                       host, {"sso-" + sso_token_key(session), "a sign-in to " + session.shown(), is_there}));
  if (!flight) return *std::move(found);
  auto token = ask(setup, session, cache, options);
  if (!token) {
    flight->failed(host, token.error());
    return token;
  }
  CHECK(cache.store(session, *token));
  return token;
}

Result<bool> sign_out(const Setup& setup, const SsoSession& session) {
  const SsoTokenCache cache(setup.host);
  const auto token = cache.token(session);
  TRY(const bool was_there, cache.forget_token(session));
  if (!token || !*token || (*token)->left(setup.host.now()).count() <= 0) return was_there;
  if (const auto why = end_at_service(setup, session, **token)) {
    setup.host.warn("the sign-in to " + session.shown() +
                    " is forgotten here, but not ended at AWS: " + why->message);
  }
  return was_there;
}

}  // namespace latchkey
