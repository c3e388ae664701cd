// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "platform/host.hpp"

// The status of sign-ins at IAM Identity Center, according to files.
namespace latchkey {

/// The status of a sign-in according to its token file.
struct SsoTokenStatus {
  CacheEntry::State state = CacheEntry::State::absent;  ///< expiring: less than 15 minutes left, or expired
  std::string path;
  std::string reason;                                ///< of `broken` and `unreadable`
  std::optional<TimePoint> expiration;               ///< of `valid` and `expiring`
  std::optional<TimePoint> registration_expiration;  ///< of the client that can refresh it
  bool renews = false;       ///< it can be refreshed without the user, unless AWS has ended it
  std::string not_renewing;  ///< why an existing token cannot be refreshed

  bool lasts(TimePoint now) const { return expiration && *expiration > now; }
  /// Whether it can obtain credentials without the user.
  bool serves(TimePoint now) const { return lasts(now) || renews; }
  /// Whether latchkey login would sign in: it needs 15 minutes left, or a refresh.
  bool login_asks() const { return state != CacheEntry::State::valid && !renews; }
};

SsoTokenStatus sso_token_status(const Host& host, const SsoSession& session);

/// The cache entry of a profile's role, which only AWS CLI v2 and latchkey use.
CacheEntry sso_role_entry(const Setup& setup, const SsoSettings& settings);

/// Whether obtaining credentials now would need a sign-in. `role_is_cached`: of the roles assumed with the
/// sign-in's credentials, if these are not cached; nullopt: its own credentials are needed.
bool would_sign_in(const Setup& setup, const SsoSettings& settings, std::optional<bool> role_is_cached);

}  // namespace latchkey
