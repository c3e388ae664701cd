// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "mfa/session_store.hpp"
#include "platform/host.hpp"
#include "serve/renewal/keeper_lock.hpp"
#include "serve/renewal/renewal.hpp"

namespace latchkey {

/// Keeps the shared caches warm: renews, without a question, the roles that somebody uses and an MFA session
/// serves, before other tools take their entries for absent.
class Keeper {
 public:
  /// Says what it does through host.notice, a line each; never a secret. `region`: nullopt: each profile's.
  Keeper(const Host& host, std::optional<std::string> region);

  /// How renewals are started from now on; at first they run inside look(). What runs is to end before this
  /// value does.
  void start_with(StartWork start) { start_ = std::move(start); }

  /// Reads everything anew and renews what is due, one role after the other; one that takes longer than two
  /// seconds goes on beside the others. Returns whether an MFA session lives.
  bool look();
  /// Sleeps until there may be something to do: a renewal, a session's end, a sign-in or a logout, a clock
  /// that was set, a slow renewal that ended, or half a minute later, as files may have changed.
  void idle();

  /// nullopt: no role in use.
  std::optional<TimePoint> next_renewal() const { return next_renewal_; }

 private:
  /// A role with an entry in a shared cache, so that somebody uses it, behind a living MFA session.
  struct UsedRole {
    std::string profile, key;
    MfaSession session;              ///< of the endpoint that the profile calls
    std::optional<TimePoint> until;  ///< nullopt: no entry counts
  };
  /// What is remembered of a role, so that it is not tried all the time.
  struct Attempt {
    TimePoint at;
    std::chrono::seconds pause{0};
    std::string trouble;             ///< empty: it went well
    std::optional<TimePoint> until;  ///< of what was renewed
    bool is_under_way = false;
  };
  struct Ended {
    UsedRole role;
    Result<TimePoint> until;
  };

  std::vector<UsedRole> used_roles(const Setup& setup, const std::vector<MfaSession>& sessions) const;
  /// The caches as the role's endpoint sees them.
  RoleCache cache_of(const UsedRole& role) const { return {host_, role.session.origin.endpoint}; }
  TimePoint due_at(const UsedRole& role) const;
  void renew(UsedRole& role);
  bool take_ended();
  void finish(const Ended& ended);
  Result<TimePoint> renewed(const UsedRole& role) const;
  void forget_if_signed_out(const UsedRole& role) const;
  bool sessions_changed() const;

  const Host& host_;
  std::optional<std::string> region_;
  std::map<std::string, Attempt> attempts_;  // by cache key
  std::string config_trouble_;
  TimePoint wake_at_;
  std::optional<TimePoint> next_renewal_;
  long long sessions_stamp_ = 0;

  StartWork start_ = [](const std::string&, const std::function<void()>& work) { work(); };
  std::mutex mutex_;  // for what follows
  std::condition_variable changed_;
  std::vector<Ended> ended_;
};

struct KeepOptions {
  bool stay = false;                      ///< goes on when no MFA session lives, for the next sign-in
  std::optional<std::string> region;      ///< nullopt: each profile's
  Configuration configuration = {};       ///< for others to compare with theirs
  std::function<void()> started = [] {};  ///< called each time that this process begins to renew
};

/// Keeps the caches warm until no MFA session lives. nullopt: it did; else the process that does so already.
/// Errors: io; also if a program that is not `latchkey keep` holds the lock.
Result<std::optional<RunningKeeper>> keep(const Host& host, const KeepOptions& options);

}  // namespace latchkey
