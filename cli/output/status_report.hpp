// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/setup.hpp"
#include "aws/config/sso_settings.hpp"
#include "cli/output/json_stream.hpp"
#include "cli/output/table.hpp"
#include "mfa/session_store.hpp"
#include "serve/endpoint/server_lock.hpp"
#include "serve/renewal/keeper_lock.hpp"

// The report of latchkey status, from files only.
namespace latchkey::cli {

/// The tools that RoleRow::found_by counts, in that order.
constexpr const char* kTools[] = {"SAM CLI", "AWS CLI", "AWS CLI v2", "every tool"};
enum Tool : std::size_t { sam_cli, aws_cli, aws_cli_v2, every_tool };

// The rows of a report refer to profiles instead of copying settings, because there may be 300,000 rows.

/// The state of a row's file.
struct FileState {
  std::optional<TimePoint> expiration;
  std::unique_ptr<const std::string> problem;  ///< nullptr: there is none
  CacheEntry::State state = CacheEntry::State::absent;

  bool is_over(TimePoint now) const { return expiration && *expiration <= now; }
};

/// One role of one profile, with its cache state.
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
  const Profile* named_by = nullptr;  ///< the profile with its settings
  std::vector<const Profile*> profiles;
  bool renews = false;
};

struct StatusReport {
  const Config* config = nullptr;  ///< the rows refer to it
  TimePoint now;
  std::vector<MfaSession> sessions;
  std::vector<RoleRow> roles;
  std::vector<LoginRow> logins;
  std::vector<SignInRow> sign_ins;
  std::optional<RunningKeeper> keeper;
  std::optional<RunningServer> server;
  // ": PATH" of the other configuration that these were started with; nullopt: this command's own.
  std::optional<std::string> keeper_of_other, server_of_other;
  const Profile* roles_with_device = nullptr;  ///< the first profile whose role may need an MFA code
  std::vector<const Profile*> broken;          ///< profiles that cannot work
  /// Why one of them cannot work. Computed again on demand, because there may be many.
  std::function<Error(const Profile&)> problem_of;
  std::vector<Error> broken_sessions;  ///< unused files of MFA sessions
  std::vector<std::string> warnings;   ///< about unused files
  std::size_t questions = 0;           ///< number of prompts that wait for latchkey answer
};

/// A sentence about a complete entry that latchkey does not use.
std::string unused_entry_words(const CacheEntry& entry);

/// The report of every profile, or of the named one. Selects profiles in `setup`, which must outlive the
/// report. Errors: missing - there is no such profile; config - its roles.
Result<StatusReport> status_report(Setup& setup, const std::optional<std::string>& profile);

/// "profile ops is broken: ...", "profiles ops, dev and 3 more are broken: ...": profiles that share a cause
/// share a line. After 20 lines only their number follows.
std::vector<std::string> problem_lines(const StatusReport& report, const Environment& env);

/// The rows for IAM Identity Center.
class SsoRows {
 public:
  SsoRows(const Setup& setup, StatusReport& report) : setup_(setup), report_(report) {}

  /// Adds the sign-in to `report.sign_ins`. `has_role`: it provides the profile's own credentials.
  void add(const Profile& profile, const SsoSettings& settings, bool has_role);
  /// Adds the roles after those in `report.roles`.
  void finish();

 private:
  const Setup& setup_;
  StatusReport& report_;
  std::unordered_map<std::string, std::size_t> known_;  // positions in sign_ins by the keys of their tokens
  std::vector<RoleRow> roles_;
};

/// Adds the member "problems". Errors: as print().
Result<void> add_problems(JsonStream& json, const StatusReport& report);

/// Prints one object. Errors: as print().
Result<void> print_status_json(const StatusReport& report, bool on_one_line);

/// lines: the roles, for cut and awk. tables: everything, for a terminal. live: the same, and the remaining
/// time as a bar.
enum class StatusForm { lines, tables, live };
/// Control characters are made visible, so that `sink` can be print_raw(). Errors: of `sink`.
Result<void> write_status(const StatusReport& report, StatusForm form, const LineSink& sink);

}  // namespace latchkey::cli
