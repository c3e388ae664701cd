// SPDX-License-Identifier: Apache-2.0
#include "mfa/forecast.hpp"

#include <algorithm>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_state.hpp"
#include "aws/request/connection.hpp"
#include "mfa/inline_code_roles.hpp"
#include "mfa/mfa_settings.hpp"

namespace latchkey {
namespace {

/// The key ID of a profile in the files, preferably the credentials file.
std::string static_key_id(const Config& config, const std::string& name) {
  const Profile* profile = config.find(name);
  if (profile == nullptr) return {};
  for (const auto* section : {profile->credentials, profile->config}) {
    const auto* setting = section != nullptr ? section->find("aws_access_key_id") : nullptr;
    if (setting != nullptr && setting->text() != nullptr) return *setting->text();
  }
  return {};
}

/// The origin of the MFA session for the first role of a chain, whose own profile names the device.
std::optional<MfaOrigin> origin_of_role(const Config& config, const RoleChain& first, std::string endpoint) {
  const auto* device = first.profile->text("mfa_serial");
  if (device == nullptr) return std::nullopt;
  return MfaOrigin{std::move(endpoint), first.base != nullptr ? static_key_id(config, first.base->name) : "",
                   *device};
}

/// The same for an inherited device.
std::optional<MfaOrigin> inherited_origin(const Setup& setup, const RoleChain& first, std::string endpoint) {
  auto device = inherited_device(setup.config, setup.host.env, first);
  if (!device) return std::nullopt;
  return MfaOrigin{std::move(endpoint), static_key_id(setup.config, first.base->name),
                   std::move(device->serial)};
}

}  // namespace

bool may_need_code(const Config& config, const Environment& env, const RoleChain& chain) {
  return chain.with_device != nullptr || inherited_device(config, env, chain);
}

std::vector<std::string> profiles_with_code(const Config& config, const Environment& env) {
  std::vector<std::string> names;
  RoleChains chains(config);
  for (const auto& profile : config.profiles()) {
    const auto chain = chains.find(profile.name);
    if (chain && *chain != nullptr && may_need_code(config, env, **chain)) names.push_back(profile.name);
  }
  return names;
}

std::optional<MfaOrigin> mfa_origin(const Setup& setup, const std::string& name) {
  RoleChains chains(setup.config);
  return mfa_origin(setup, chains, name);
}

std::optional<MfaOrigin> mfa_origin(const Setup& setup, RoleChains& chains, const std::string& name) {
  const Config& config = setup.config;
  const auto chain = chains.find(name);
  if (!chain) return std::nullopt;
  if (*chain != nullptr) {
    const RoleChain& first = *(*chain)->first;
    auto endpoint = sts_identity(setup, name);
    return first.profile->has("mfa_serial") ? origin_of_role(config, first, std::move(endpoint))
                                            : inherited_origin(setup, first, std::move(endpoint));
  }
  const Profile* profile = config.find(name);
  const auto* device = profile != nullptr ? profile->text("mfa_serial") : nullptr;
  if (device == nullptr || device->empty()) return std::nullopt;
  return MfaOrigin{sts_identity(setup, name), static_key_id(config, name), *device};
}

std::optional<MfaSession> session_of(const std::vector<MfaSession>& sessions, const MfaOrigin& origin) {
  const auto found = std::find_if(sessions.begin(), sessions.end(), [&](const MfaSession& session) {
    const auto& own = session.origin;
    return own.endpoint == origin.endpoint && own.device == origin.device &&
           (origin.access_key_id.empty() || own.access_key_id == origin.access_key_id);
  });
  return found == sessions.end() ? std::nullopt : std::optional(*found);
}

RoleForecasts::State RoleForecasts::of(const RoleChain& chain, const std::string& endpoint) {
  const auto* cached = with_entry(&chain);
  while (cached != nullptr && !is_cached(*cached, endpoint)) cached = with_entry(cached->source);
  const auto* device = chain.with_device;
  const bool needs_session = device != nullptr && (cached == nullptr || cached->length < device->length);
  State state{cached != nullptr, needs_session && !session_serves(*device, endpoint), false};
  state.may_ask = cached == nullptr && !state.asks && lacks_inherited_session(chain, endpoint);
  return state;
}

/// The last role up to `role` that may be cached for some endpoint; nullptr: none.
const RoleChain* RoleForecasts::with_entry(const RoleChain* role) {
  std::vector<const RoleChain*> path;
  const RoleChain* found = nullptr;
  for (; role != nullptr; role = role->source) {
    if (const auto known = with_entry_.find(role); known != with_entry_.end()) {
      found = known->second;
      break;
    }
    path.push_back(role);
  }
  for (auto each = path.rbegin(); each != path.rend(); ++each) {
    if (has_entry(**each)) found = *each;
    with_entry_.emplace(*each, found);
  }
  return found;
}

bool RoleForecasts::has_entry(const RoleChain& role) const {
  if (has_endpoint_entries_) return true;
  const auto entries =
      RoleCache(setup_.host, Endpoint().identity).look_up(role_cache_key(role_step(*role.profile)));
  return std::any_of(entries.begin(), entries.end(),
                     [](const CacheEntry& entry) { return entry.state != CacheEntry::State::absent; });
}

bool RoleForecasts::is_cached(const RoleChain& role, const std::string& endpoint) {
  const auto [known, is_new] = is_cached_.try_emplace({&role, endpoint}, false);
  if (!is_new) return known->second;
  const auto step = role_step(*role.profile);
  known->second =
      RoleCache(setup_.host, endpoint).find(role_cache_key(step), least_time_left(step)).has_value();
  return known->second;
}

bool RoleForecasts::session_serves(const RoleChain& role, const std::string& endpoint) const {
  if (role.source != nullptr) return false;
  const auto settings = mfa_settings(setup_, role.profile->name);
  const auto origin = origin_of_role(setup_.config, role, endpoint);
  return settings && settings->sessions && origin && session_of(sessions_, *origin) &&
         !rejects_session(setup_.host, endpoint, role_cache_key(role_step(*role.profile)));
}

bool RoleForecasts::lacks_inherited_session(const RoleChain& chain, const std::string& endpoint) const {
  const auto origin = inherited_origin(setup_, *chain.first, endpoint);
  return origin && !session_of(sessions_, *origin);
}

}  // namespace latchkey
