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

/// Refreshes the shared caches without prompts: roles that are in use and have an MFA session, before other
/// tools ignore their entries.
class Keeper {
 public:
  /// Reports its actions through host.notice, a line each, without secrets. `region`: nullopt: each
  /// profile's.
  Keeper(const Host& host, std::optional<std::string> region);

  /// Sets how refreshes are started; by default they run inside look(). Running ones must end before this
  /// object.
  void start_with(StartWork start) { start_ = std::move(start); }

  /// Reads everything again and refreshes what is due, one role after the other; one that takes longer than
  /// two seconds continues in parallel. Returns whether there is a valid MFA session.
  bool look();
  /// Sleeps until there may be work: a refresh, the end of a session, a sign-in or logout, a clock change,
  /// the end of a slow refresh, or changed files, half a minute at most.
  void idle();

  /// nullopt: no role in use.
  std::optional<TimePoint> next_renewal() const { return next_renewal_; }

 private:
  /// A role in use: it has an entry in a shared cache and a valid MFA session.
  struct UsedRole {
    std::string profile, key;
    MfaSession session;              ///< of the endpoint that the profile calls
    std::optional<TimePoint> until;  ///< nullopt: no valid entry
  };
  /// The record of the last attempt for a role, to limit retries.
  struct Attempt {
    TimePoint at;
    std::chrono::seconds pause{0};
    std::string trouble;             ///< empty: success
    std::optional<TimePoint> until;  ///< expiration of the refreshed credentials
    bool is_under_way = false;
  };
  struct Ended {
    UsedRole role;
    Result<TimePoint> until;
  };

  std::vector<UsedRole> used_roles(const Setup& setup, const std::vector<MfaSession>& sessions) const;
  /// The caches for the role's endpoint.
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
  std::mutex mutex_;  // for the members below
  std::condition_variable changed_;
  std::vector<Ended> ended_;
};

struct KeepOptions {
  bool stay = false;                      ///< continues without an MFA session and waits for the next sign-in
  std::optional<std::string> region;      ///< nullopt: each profile's
  Configuration configuration = {};       ///< for comparison by other processes
  std::function<void()> started = [] {};  ///< called when this process begins to refresh
};

/// Refreshes the caches until no MFA session is valid. Returns nullopt then, or the process that already does
/// this. Errors: io; also if a program that is not `latchkey keep` holds the lock.
Result<std::optional<RunningKeeper>> keep(const Host& host, const KeepOptions& options);

}  // namespace latchkey
