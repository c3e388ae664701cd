// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "aws/role_cache.hpp"
#include "aws/setup.hpp"
#include "mfa/session_store.hpp"
#include "serve/keeper_seat.hpp"
#include "serve/server_seat.hpp"
#include "sso/outlook.hpp"

// What latchkey status shows, gathered from files alone.
namespace latchkey::cli {

/// One role of one profile, as the caches have it.
struct RoleRow {
  std::string profile;
  std::string role_arn;            ///< empty: IAM Identity Center gives the role
  std::optional<SsoSettings> sso;  ///< of such a role
  CacheEntry::State state = CacheEntry::State::absent;
  std::optional<TimePoint> expiration;
  std::vector<std::string> found_by;  ///< tools that would use the entry
  std::string problem;

  bool is_over(TimePoint now) const { return expiration && *expiration <= now; }
};

/// The file of a profile that `aws login` has signed in.
struct LoginRow {
  std::string profile, login_session;
  CacheEntry::State state = CacheEntry::State::absent;  ///< expiring: renewed when it is used
  std::optional<TimePoint> expiration;
  std::string problem;

  bool is_over(TimePoint now) const { return expiration && *expiration <= now; }
};

/// A sign-in at IAM Identity Center that profiles name.
struct SignInRow {
  SsoSession session;
  std::vector<std::string> profiles;
  SsoOutlook token;
};

struct StatusReport {
  TimePoint now;
  std::vector<MfaSession> sessions;
  std::vector<RoleRow> roles;
  std::vector<LoginRow> logins;
  std::vector<SignInRow> sign_ins;
  std::optional<RunningKeeper> keeper;
  std::optional<RunningServer> server;
  std::vector<std::string> problems;  ///< profiles whose roles cannot be told, login sessions that are broken
  std::size_t questions = 0;          ///< that wait for latchkey answer
};

/// A sentence about an entry that latchkey does not use though it is whole.
std::string unused_entry_words(const CacheEntry& entry);

/// Of every profile, or of the one named. Errors: missing - there is no such profile; config - its plan.
Result<StatusReport> status_report(const Setup& setup, const std::optional<std::string>& profile);

/// What profiles have of IAM Identity Center: their roles go to `report.roles`, the sign-ins behind them to
/// `report.sign_ins`, what is wrong to `report.problems`.
void add_sso(StatusReport& report, const Setup& setup, const std::optional<std::string>& profile);

/// One object.
nlohmann::ordered_json status_json(const StatusReport& report);

/// The roles in lines for cut and awk; for a terminal everything, in tables.
std::string status_text(const StatusReport& report, bool for_terminal);

}  // namespace latchkey::cli
