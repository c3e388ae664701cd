// SPDX-License-Identifier: Apache-2.0
#include "sso/sign_out.hpp"

#include "base/try.hpp"
#include "sso/portal.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {
namespace {

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
