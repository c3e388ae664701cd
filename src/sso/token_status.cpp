// SPDX-License-Identifier: Apache-2.0
#include "sso/token_status.hpp"

#include "aws/cache/cache_key.hpp"
#include "aws/request/connection.hpp"
#include "base/timestamp.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {
namespace {

/// Source: botocore/tokens.py:333-352; the older form has no token provider (credentials.py:2335-2360).
std::string why_not_refreshed(const SsoSession& session, const SsoToken& token, TimePoint now) {
  if (!session.name) return "the profile has no sso_session";
  if (!token.refresh_token) return "it came without a refresh token";
  if (!token.registration) return "it came without the client that could refresh it";
  return token.registration->has_expired(now) ? "the client that could refresh it has expired" : "";
}

}  // namespace

SsoTokenStatus sso_token_status(const Host& host, const SsoSession& session) {
  const SsoTokenCache cache(host);
  const auto now = host.now();
  SsoTokenStatus status;
  status.path = cache.token_path(session);
  const auto token = cache.token(session);
  if (!token) {
    const bool is_broken = token.error().kind == ErrorKind::config;
    status.state = is_broken ? CacheEntry::State::broken : CacheEntry::State::unreadable;
    status.reason = token.error().message;
    return status;
  }
  if (!*token) return status;
  const bool is_due = (*token)->left(now) < kSsoRefreshDue;
  status.state = is_due ? CacheEntry::State::expiring : CacheEntry::State::valid;
  status.expiration = (*token)->expires_at;
  status.not_renewing = why_not_refreshed(session, **token, now);
  status.renews = session.name && (*token)->can_be_refreshed(now);
  if ((*token)->registration) {
    if (const auto end = parse_timestamp((*token)->registration->expires_at))
      status.registration_expiration = end->at;
  }
  return status;
}

CacheEntry sso_role_entry(const Setup& setup, const SsoSettings& settings) {
  const auto endpoint = portal_identity(setup, settings.profile, settings.session.region);
  return RoleCache::of_aws_cli(setup.host, endpoint).look_up(sso_role_key(settings)).front();
}

bool would_sign_in(const Setup& setup, const SsoSettings& settings, std::optional<bool> role_is_cached) {
  const bool is_cached =
      role_is_cached ? *role_is_cached : sso_role_entry(setup, settings).state == CacheEntry::State::valid;
  return !is_cached && !sso_token_status(setup.host, settings.session).serves(setup.host.now());
}

}  // namespace latchkey
