// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "mfa/session_store.hpp"

// Forecasts prompts from configuration and files.
namespace latchkey {

/// Whether a role of the chain needs an MFA code, or may need one because STS may deny it without MFA: it
/// names a device or inherits one.
bool may_need_code(const Config& config, const Environment& env, const RoleChain& chain);

/// The profiles whose roles may need an MFA code, whether one is cached or not, in the files' order.
std::vector<std::string> profiles_with_code(const Config& config, const Environment& env);

/// The MFA session that serves a profile, whether or not there is one now. The key id is empty where the keys
/// are not in the files. The device is that of the first role, else the one it inherits (mfa_settings.hpp);
/// without a role, the profile's own. nullopt: there is no device, or the profile is broken.
std::optional<MfaOrigin> mfa_origin(const Setup& setup, const std::string& profile);
/// The same, for callers with many profiles.
std::optional<MfaOrigin> mfa_origin(const Setup& setup, RoleChains& chains, const std::string& profile);

/// The valid session of that origin.
std::optional<MfaSession> session_of(const std::vector<MfaSession>& sessions, const MfaOrigin& origin);

/// Forecasts the roles of many profiles from caches and MFA sessions. Looks up each role without an entry
/// once, and each role with an entry once per endpoint.
class RoleForecasts {
 public:
  struct State {
    bool is_cached = false;  ///< a role of the chain is cached
    /// Whether obtaining the credentials now would prompt: a role with a device and without an MFA session
    /// comes before the first cached role.
    bool asks = false;
    /// Whether it would need one if STS denies the first role without MFA: that role inherits a device, no
    /// MFA session is valid, and no role is cached.
    bool may_ask = false;
  };

  RoleForecasts(const Setup& setup, const std::vector<MfaSession>& sessions)
      : setup_(setup),
        sessions_(sessions),
        has_endpoint_entries_(RoleCache::has_endpoint_entries(setup.host)) {}

  /// `chain`: of the profile. `endpoint`: the identity of the profile's endpoint, which all its roles use.
  State of(const RoleChain& chain, const std::string& endpoint);

 private:
  const RoleChain* with_entry(const RoleChain* role);
  bool has_entry(const RoleChain& role) const;
  bool is_cached(const RoleChain& role, const std::string& endpoint);
  bool session_serves(const RoleChain& role, const std::string& endpoint) const;
  bool lacks_inherited_session(const RoleChain& chain, const std::string& endpoint) const;

  const Setup& setup_;
  const std::vector<MfaSession>& sessions_;
  const bool has_endpoint_entries_;
  std::unordered_map<const RoleChain*, const RoleChain*> with_entry_;
  std::map<std::pair<const RoleChain*, std::string>, bool> is_cached_;  // by role and endpoint
};

}  // namespace latchkey
