// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "aws/role_cache.hpp"
#include "mfa/session_store.hpp"
#include "platform/host.hpp"
#include "serve/keeper_seat.hpp"

namespace latchkey {

/// Keeps the shared caches warm: renews, without a question, the roles that somebody uses and an MFA session
/// serves, before other tools take their entries for absent.
class Keeper {
 public:
  /// Says what it does through host.notice, a line each; never a secret. `region`: nullopt: each profile's.
  Keeper(const Host& host, std::optional<std::string> region);

  /// Reads everything anew and renews what is due. Returns whether an MFA session lives.
  bool look();
  /// Sleeps until there may be something to do: a renewal, a session's end, a sign-in or a logout, a clock
  /// that was set, or half a minute later, as files may have changed.
  void idle();

  /// nullopt: no role in use.
  std::optional<TimePoint> next_renewal() const { return next_renewal_; }

 private:
  /// A role with an entry in a shared cache, so that somebody uses it, behind a living MFA session.
  struct UsedRole {
    std::string profile, key;
    MfaSession session;
    std::optional<TimePoint> until;  ///< nullopt: no entry counts
  };
  /// What is remembered of a role, so that it is not tried all the time.
  struct Attempt {
    TimePoint at;
    std::chrono::seconds pause{0};
    std::string trouble;  ///< empty: it went well
  };

  std::vector<UsedRole> used_roles(const Setup& setup, const std::vector<MfaSession>& sessions) const;
  TimePoint due_at(const UsedRole& role) const;
  void renew(UsedRole& role);
  Result<TimePoint> renewed(const UsedRole& role) const;
  void forget_if_signed_out(const UsedRole& role) const;
  bool sessions_changed() const;

  const Host& host_;
  std::optional<std::string> region_;
  RoleCache cache_;
  std::map<std::string, Attempt> attempts_;  // by cache key
  std::string config_trouble_;
  TimePoint wake_at_;
  std::optional<TimePoint> next_renewal_;
  long long sessions_stamp_ = 0;
};

struct KeepWish {
  bool stay = false;                  ///< goes on when no MFA session lives, for the next sign-in
  std::optional<std::string> region;  ///< nullopt: each profile's
};

/// Keeps the caches warm until no MFA session lives. nullopt: it did; else the process that does so already.
/// Errors: io.
Result<std::optional<RunningKeeper>> keep(const Host& host, const KeepWish& wish);

}  // namespace latchkey
