// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "platform/host.hpp"

// Whether somebody is signed in at IAM Identity Center and for how long, seen from files alone.
namespace latchkey {

/// A sign-in as its token file has it.
struct SsoTokenStatus {
  CacheEntry::State state = CacheEntry::State::absent;  ///< expiring: less than 15 minutes left, or none
  std::string path;
  std::string reason;                                ///< of `broken` and `unreadable`
  std::optional<TimePoint> expiration;               ///< of `valid` and `expiring`
  std::optional<TimePoint> registration_expiration;  ///< of the client that can refresh it
  bool renews = false;       ///< it can be refreshed without a person; AWS may still have ended it
  std::string not_renewing;  ///< why a token that is there cannot be refreshed

  bool lasts(TimePoint now) const { return expiration && *expiration > now; }
  /// Whether credentials can be got by it without a person.
  bool serves(TimePoint now) const { return lasts(now) || renews; }
  /// Whether latchkey login would ask: it wants 15 minutes, or a refresh.
  bool login_asks() const { return state != CacheEntry::State::valid && !renews; }
};

SsoTokenStatus sso_token_status(const Host& host, const SsoSession& session);

/// The entry of a profile's role, which only AWS CLI v2 and latchkey keep.
CacheEntry sso_role_entry(const Setup& setup, const SsoSettings& settings);

/// Whether getting credentials now would need a person to sign in. `role_is_cached`: of the roles assumed on
/// top of the sign-in's, for which nothing of the latter is cached; nullopt: its own are wanted.
bool would_sign_in(const Setup& setup, const SsoSettings& settings, std::optional<bool> role_is_cached);

}  // namespace latchkey
