// SPDX-License-Identifier: Apache-2.0
#include "session/forget.hpp"

#include <optional>
#include <unordered_set>
#include <utility>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/login_cache.hpp"
#include "aws/cache/role_cache.hpp"
#include "aws/request/connection.hpp"
#include "base/try.hpp"
#include "mfa/forecast.hpp"
#include "mfa/inline_code_roles.hpp"
#include "platform/files/files.hpp"
#include "providers/chain.hpp"
#include "providers/web_identity.hpp"
#include "sso/sign_in.hpp"
#include "sso/token_cache.hpp"

namespace latchkey {
namespace {

/// Forgets the roles of one profile after the other. Visits each role once, or, if there are files that
/// belong to one endpoint, once for each endpoint that profiles reach it with.
class RoleForgetter {
 public:
  RoleForgetter(const Setup& setup, Forgotten& done)
      : setup_(setup),
        done_(done),
        chains_(setup.config),
        has_files_of_endpoints_(RoleCache::has_endpoint_entries(setup.host) ||
                                has_codes_in_call(setup.host)) {}

  RoleChains& chains() { return chains_; }

  /// Every role that the profile's chain leads through, or the one that its web identity may assume. Any
  /// other profile has nothing cached.
  Result<void> forget(const std::string& name) {
    const auto chain = chains_.find(name);
    if (!chain) setup_.host.debug("logout: " + chain.error().message);
    if (!chain || *chain == nullptr) return forget_web_identity({setup_, name, true});
    const auto endpoint = has_files_of_endpoints_ ? sts_identity(setup_, name) : std::string();
    // The roles before one that was forgotten were forgotten with it.
    for (const auto* role = *chain; role != nullptr && seen_.emplace(role, endpoint).second;
         role = role->source)
      CHECK(forget(role_step(*role->profile), endpoint));
    return {};
  }

  /// The role of AWS_WEB_IDENTITY_TOKEN_FILE, which counts where nobody names a profile; what the environment
  /// does not say of it, `profile` does.
  Result<void> forget_web_identity(const ProviderInput& input) {
    const auto identity = web_identity(input);
    if (!identity || !*identity) return {};
    auto step = (*identity)->step;
    if (!input.as_source) step.profile.clear();  // the environment has the role
    return forget(step, sts_identity(setup_, input.profile));
  }

  /// The settings of the profile, or of the one that its roles come from. nullopt also for broken ones.
  std::optional<SsoSettings> sso_of(const std::string& profile) {
    const auto chain = chains_.find(profile);
    const bool has_roles = chain && *chain != nullptr;
    const auto* base = has_roles ? (*chain)->first->base : setup_.config.find(profile);
    if (base == nullptr) return std::nullopt;
    const auto settings = sso_settings(setup_.config, base->name);
    return settings ? *settings : std::nullopt;
  }

  /// Of the role that IAM Identity Center gives.
  Result<void> forget(const SsoSettings& settings) {
    return forget_key(sso_role_key(settings), {}, settings.profile);
  }

 private:
  Result<void> forget(const RoleStep& step, const std::string& endpoint) {
    const auto key = role_cache_key(step);
    CHECK(forget_key(key, endpoint, step.profile));
    CHECK(forget_code_in_call(setup_.host, endpoint, key));
    return {};
  }

  Result<void> forget_key(const std::string& key, const std::string& endpoint, const std::string& profile) {
    TRY(const int files, RoleCache(setup_.host, endpoint).forget(key));
    if (files > 0) done_.roles.emplace(key, profile);
    return {};
  }

  const Setup& setup_;
  Forgotten& done_;
  RoleChains chains_;
  const bool has_files_of_endpoints_;
  std::set<std::pair<const RoleChain*, std::string>> seen_;  // with the endpoint
};

/// Whether this is the first look at the sign-in, whose token goes.
Result<bool> end_sign_in(const Setup& setup, const SsoSettings& settings,
                         std::unordered_set<std::string>& seen, Forgotten& done) {
  const auto token_key = sso_token_key(settings.session);
  if (!seen.insert(token_key).second) return false;
  // Ending it at AWS takes the settings of its profile, for which all files are read again.
  const SsoTokenCache cache(setup.host);
  if (const auto token = cache.token(settings.session); token && !*token) {
    CHECK(cache.forget_token(settings.session));
    return true;
  }
  TRY(const auto selected, make_setup(setup.host, settings.profile, setup.region_argument));
  TRY(const bool was_there, sign_out(selected, settings.session));
  if (was_there) done.sign_ins.insert(token_key);
  return true;
}

/// The sign-in, and the credentials of every role that it gave.
Result<void> forget_sign_in(const Setup& setup, const SsoSettings& settings, RoleForgetter& roles,
                            Forgotten& done) {
  std::unordered_set<std::string> seen;
  CHECK(end_sign_in(setup, settings, seen, done));
  for (const auto& profile : setup.config.profiles()) {
    const auto other = roles.sso_of(profile.name);
    if (!other || sso_token_key(other->session) != *seen.begin()) continue;
    CHECK(roles.forget(*other));
    CHECK(roles.forget(profile.name));
  }
  return {};
}

/// What `aws logout` of AWS CLI v2 does for a profile that `aws login` has signed in.
Result<bool> forget_login(const Setup& setup, const std::string& name) {
  const Profile& profile = *setup.config.find(name);
  const auto* session = profile.text("login_session");
  if (session == nullptr) return false;
  const auto source = find_source_of_profile(setup, name);
  if (!source || !*source || (*source)->provider != ProviderId::login) return false;
  return files::remove(login_token_path(setup.host.env, *session));
}

}  // namespace

Result<Forgotten> forget_profile(const Setup& setup, const std::string& profile) {
  Forgotten done;
  RoleForgetter roles(setup, done);
  if (const auto settings = roles.sso_of(profile)) CHECK(forget_sign_in(setup, *settings, roles, done));
  const auto origin = mfa_origin(setup, roles.chains(), profile);
  const SessionStore store(setup.host);
  // The session first: nothing can then renew what is removed after it.
  if (const auto session = origin ? session_of(store.all(), *origin) : std::nullopt) {
    TRY(const bool removed, store.forget(session->origin));
    done.sessions += removed ? 1 : 0;
  }
  CHECK(store.remove_broken());
  CHECK(roles.forget(profile));
  TRY(done.login, forget_login(setup, profile));
  for (const auto& other : setup.config.profiles()) {
    if (origin && mfa_origin(setup, roles.chains(), other.name) == origin) CHECK(roles.forget(other.name));
  }
  return done;
}

Result<Forgotten> forget_all(const Setup& setup) {
  Forgotten done;
  const SessionStore store(setup.host);
  for (const auto& session : store.all()) {
    TRY(const bool removed, store.forget(session.origin));
    done.sessions += removed ? 1 : 0;
  }
  CHECK(store.forget_all());
  // Before the roles, which then have no files of single endpoints: 4,000 roles may have 4,000 endpoints.
  CHECK(RoleCache::forget_endpoint_entries(setup.host));
  CHECK(forget_all_codes_in_call(setup.host));
  RoleForgetter roles(setup, done);
  std::unordered_set<std::string> sign_ins;
  for (const auto& profile : setup.config.profiles()) {
    CHECK(roles.forget(profile.name));
    if (const auto settings = roles.sso_of(profile.name)) {
      CHECK(end_sign_in(setup, *settings, sign_ins, done));
      CHECK(roles.forget(*settings));
    }
  }
  CHECK(roles.forget_web_identity({setup, Selection{}.profile_name()}));
  // Those of profiles that have another name or other settings by now, or that only another config file has.
  TRY(const auto others, RoleCache(setup.host, {}).forget_all());
  for (const auto& key : others) done.roles.try_emplace(key);
  return done;
}

Result<Forgotten> forget_web_identity(const ProviderInput& input) {
  Forgotten done;
  CHECK(RoleForgetter(input.setup, done).forget_web_identity(input));
  return done;
}

}  // namespace latchkey
