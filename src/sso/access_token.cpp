// SPDX-License-Identifier: Apache-2.0
#include "sso/access_token.hpp"

#include "aws/cache/cache_key.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/single_flight.hpp"
#include "platform/process/command_line.hpp"
#include "sso/oidc.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {
namespace {

std::string sign_in_hint(const SsoSettings& settings) {
  return "sign in: latchkey login -p " + command_line_word(settings.profile) +
         ", or aws sso login --profile " + command_line_word(settings.profile);
}

Result<SsoToken> stored_token(const SsoTokenCache& cache, const SsoSettings& settings) {
  auto token = cache.token(settings.session);
  if (!token) {
    auto error = std::move(token).error();
    error.message = "profile " + settings.profile + ": " + error.message;
    if (error.kind == ErrorKind::config) error.hint = sign_in_hint(settings);
    return tl::unexpected(std::move(error));
  }
  if (*token) return **std::move(token);
  return fail(Cause::sso_not_signed_in,
              "profile " + settings.profile + ": not signed in: the SSO token for " +
                  text::printable(settings.session.shown()) + " does not exist",
              sign_in_hint(settings));
}

/// nullopt: the refresh failed; the reason is in the debug lines, because the old token may still be valid.
Result<std::optional<SsoToken>> refreshed(const Setup& setup, const SsoSettings& settings,
                                          const SsoTokenCache& cache, const SsoToken& old) {
  const auto& host = setup.host;
  const auto is_new = [&] {
    const auto now_there = cache.token(settings.session);
    return now_there && *now_there && (*now_there)->left(host.now()) >= kSsoRefreshDue;
  };
  TRY(auto flight, begin_single_flight(host, {"sso-" + sso_token_key(settings.session),
                                              "the SSO token of " + settings.session.shown(), is_new}));
  if (!flight) return cache.token(settings.session);
  TRY(auto connection,
      service_connection(setup, Service::sso_oidc, settings.session.region, settings.session.region_origin));
  const OidcClient client(host, settings.session, std::move(connection));
  auto token = client.create_token(*old.registration, refresh_grant(*old.refresh_token));
  if (!token) {
    const auto why = explain_sign_in(token.error(), settings.session);
    host.debug("sso: not refreshed: " + why.message);
    // botocore ignores error replies of the service, but not a missing service.
    if (token.error().transport && old.left(host.now()).count() <= 0) return tl::unexpected(why);
    return std::nullopt;
  }
  if (const auto stored = cache.store(settings.session, *token); !stored)
    host.warn(stored.error().message + "; the refreshed SSO token could not be kept");
  return *std::move(token);
}

/// The sign-in of the token: for a profile without a name, that of the selected one (botocore/tokens.py).
Result<SsoSession> session_of_token(const Setup& setup, const SsoSettings& settings) {
  if (!settings.session.name) return settings.session;
  const auto& name = settings.profile.empty() ? setup.selection.profile_name() : settings.profile;
  if (const Profile* profile = setup.config.find(name)) {
    TRY(const auto session, token_session(setup.config, *profile));
    if (session) return *session;
  }
  return fail(Cause::sso_profile_unnamed, "profile '': IAM Identity Center needs a profile with a name",
              "name it in the config file, as in [profile corp], and in source_profile");
}

}  // namespace

Result<Secret> access_token(const Setup& setup, const SsoSettings& wanted) {
  const SsoTokenCache cache(setup.host);
  SsoSettings settings = wanted;
  TRY(settings.session, session_of_token(setup, wanted));
  TRY(auto token, stored_token(cache, settings));
  const auto now = setup.host.now();
  setup.host.debug("sso: " + cache.token_path(settings.session) + ": lasts until " +
                   utc_text(token.expires_at));
  if (settings.session.name && token.left(now) < kSsoRefreshDue && token.can_be_refreshed(now)) {
    TRY(auto renewed, refreshed(setup, settings, cache, token));
    if (renewed) token = *std::move(renewed);
  }
  if (token.left(setup.host.now()).count() > 0) return std::move(token.access_token);
  return fail(Cause::sso_expired,
              "profile " + settings.profile + ": the SSO session " +
                  text::printable(settings.session.shown()) + " expired at " + utc_text(token.expires_at) +
                  (settings.session.name ? ", and could not be refreshed" : ""),
              sign_in_hint(settings));
}

}  // namespace latchkey
