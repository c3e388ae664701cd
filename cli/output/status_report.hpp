// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "cli/output/table.hpp"
#include "mfa/session_store.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "serve/renewal/keeper_lock.hpp"

// What latchkey status shows, gathered from files alone.
namespace latchkey::cli {

/// The tools that RoleRow::found_by counts, in that order.
constexpr const char* kTools[] = {"SAM CLI", "AWS CLI", "AWS CLI v2", "every tool"};
enum Tool : std::size_t { sam_cli, aws_cli, aws_cli_v2, every_tool };

// The rows of a report refer to profiles and hold no copy of their settings: there may be 300,000 rows.

/// What a row says of its file.
struct FileState {
  std::optional<TimePoint> expiration;
  std::unique_ptr<const std::string> problem;  ///< nullptr: there is none
  CacheEntry::State state = CacheEntry::State::absent;

  bool is_over(TimePoint now) const { return expiration && *expiration <= now; }
};

/// One role of one profile, as the caches have it.
struct RoleRow : FileState {
  const Profile* profile = nullptr;
  bool is_sso = false;                      ///< IAM Identity Center provides the role
  std::bitset<std::size(kTools)> found_by;  ///< tools that would use the entry
};

/// The file of a profile that `aws login` has signed in. `expiring`: refreshed when it is used.
struct LoginRow : FileState {
  const Profile* profile = nullptr;
};

/// A sign-in at IAM Identity Center that profiles name.
struct SignInRow : FileState {
  const Profile* named_by = nullptr;  ///< whose settings name it
  std::vector<const Profile*> profiles;
  bool renews = false;
};

struct StatusReport {
  const Config* config = nullptr;  ///< that the rows refer to
  TimePoint now;
  std::vector<MfaSession> sessions;
  std::vector<RoleRow> roles;
  std::vector<LoginRow> logins;
  std::vector<SignInRow> sign_ins;
  std::optional<RunningKeeper> keeper;
  std::optional<RunningServer> server;
  // ": PATH" of the other configuration that these were started with; nullopt: this command's own.
  std::optional<std::string> keeper_of_other, server_of_other;
  std::vector<std::string> problems;  ///< profiles whose roles cannot be told, login sessions that are broken
  std::size_t questions = 0;          ///< that wait for latchkey answer
};

/// A sentence about an entry that latchkey does not use though it is whole.
std::string unused_entry_words(const CacheEntry& entry);

/// Of every profile, or of the one named. `setup` must outlive the report. Errors: missing - there is no such
/// profile; config - its plan.
Result<StatusReport> status_report(const Setup& setup, const std::optional<std::string>& profile);

/// What profiles have of IAM Identity Center: their roles go to `report.roles`, the sign-ins behind them to
/// `report.sign_ins`, what is wrong to `report.problems`.
void add_sso(StatusReport& report, const Setup& setup, RoleChains& chains,
             const std::optional<std::string>& profile);

/// Prints one object. Errors: as print().
Result<void> print_status_json(const StatusReport& report, bool on_one_line);

/// The roles in lines for cut and awk; for a terminal everything, in tables. Errors: of `sink`.
Result<void> write_status(const StatusReport& report, bool for_terminal, const LineSink& sink);

}  // namespace latchkey::cli
