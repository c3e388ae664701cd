// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <nlohmann/json.hpp>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_cache.hpp"
#include "base/try.hpp"
#include "providers/provider.hpp"
#include "sso/access_token.hpp"
#include "sso/portal.hpp"
#include "sso/sign_in.hpp"

namespace latchkey {

Provider sso_provider;

namespace {

constexpr ProviderId kProvider = ProviderId::sso;

std::optional<Credentials> find_cached(const Setup& setup, const SsoSettings& settings,
                                       const LoadOptions& options) {
  if (options.fresh) return std::nullopt;
  const auto endpoint = portal_identity(setup, setup.selection.settings_name(), settings.session.region);
  auto found = RoleCache::of_aws_cli(setup.host, endpoint).find(sso_role_key(settings));
  if (!found || !found->last(options.least_left, setup.host.now())) return std::nullopt;
  found->source = name_of(kProvider);
  return found;
}

Result<Credentials> get(const Setup& setup, const SsoSettings& settings, bool is_cached, bool may_ask) {
  TRY(const auto connection,
      service_connection(setup, Service::sso, settings.session.region, settings.session.region_origin));
  auto token = access_token(setup, settings);
  if (!token && may_ask && needs_sign_in(token.error().cause))
    token = sign_in_automatically(setup, settings, token.error());
  if (!token) return tl::unexpected(std::move(token).error());
  auto found = get_role_credentials(setup.host, connection, settings, *token);
  if (!found && may_ask && is_token_rejected(found.error())) {
    const auto why = explain(found.error(), settings);
    TRY(token, sign_in_automatically(setup, settings, why, *token));
    found = get_role_credentials(setup.host, connection, settings, *token);
  }
  if (!found) return tl::unexpected(explain(found.error(), settings));
  // No permission set allows longer sessions.
  const TimePoint latest = setup.host.now() + kLongestRole + kClockSkew;
  found->expiration = std::min(found->expiration.value_or(latest), latest);
  if (is_cached) {
    const auto cache = RoleCache::of_aws_cli(setup.host, connection.endpoint.identity);
    const auto stored = cache.store_sso(sso_role_key(settings), *found);
    if (!stored) setup.host.warn(not_stored(stored.error()));
  }
  return *std::move(found);
}

}  // namespace

/// Source: botocore/credentials.py:2252-2484. The credentials are cached as by AWS CLI v2. Those of a source
/// profile are not cached, as in AWS CLI v2.
Result<std::optional<CredentialSource>> sso_provider(const ProviderInput& in) {
  TRY(auto settings, sso_settings(in.setup.config, in.profile));
  if (!settings) return std::nullopt;
  return CredentialSource{kProvider, std::nullopt,
                          [&setup = in.setup, is_cached = !in.as_source,
                           wanted = *std::move(settings)](const LoadOptions& options) -> Result<Credentials> {
                            if (auto found = is_cached ? find_cached(setup, wanted, options) : std::nullopt)
                              return *found;
                            return get(setup, wanted, is_cached, options.may_ask);
                          }};
}

}  // namespace latchkey
