// SPDX-License-Identifier: Apache-2.0
#include "cli/status_report.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "aws/cache_key.hpp"
#include "aws/connection.hpp"
#include "aws/login_cache.hpp"
#include "base/try.hpp"
#include "mfa/outlook.hpp"
#include "mfa/pending_question.hpp"
#include "providers/chain.hpp"

namespace latchkey::cli {
namespace {

RoleRow row_of_role(const RoleStep& step, const std::vector<CacheEntry>& entries,
                    std::vector<std::string>& problems) {
  constexpr const char* kTools[] = {"SAM CLI", "AWS CLI"};  // in the order of the folders
  RoleRow row;
  row.profile = step.profile;
  row.role_arn = step.role_arn;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    if (entry.state == CacheEntry::State::unused) {
      problems.push_back(unused_entry_words(entry));
      continue;
    }
    if (entry.state == CacheEntry::State::valid && i < std::size(kTools))
      row.found_by.emplace_back(kTools[i]);
    if (!entry.reason.empty()) {
      const bool named = entry.reason.find(entry.path) != std::string::npos;
      row.problem = named ? entry.reason : entry.path + ": " + entry.reason + "; the next login replaces it";
    }
    // The best of the two is the row's: valid before expiring before anything else.
    const bool better = row.state == CacheEntry::State::absent || entry.state < row.state;
    if (better && entry.state != CacheEntry::State::absent) {
      row.state = entry.state;
      row.expiration = entry.credentials ? entry.credentials->expiration : std::nullopt;
    }
  }
  return row;
}

Result<std::vector<RoleRow>> role_rows(const Setup& setup, const std::optional<std::string>& profile,
                                       std::vector<std::string>& problems) {
  RoleChains chains(setup.config);
  std::vector<RoleRow> rows;
  std::unordered_set<std::string_view> seen;  // a role that several profiles stand on is shown once
  const auto add = [&](const std::string& name) -> Result<void> {
    TRY(const auto* role, chains.find(name));
    if (role == nullptr) return {};
    const RoleCache cache(setup.host, sts_identity(setup, name));
    // The roles before one that was seen were seen with it.
    for (; role != nullptr && seen.insert(role->profile->name).second; role = role->source) {
      const auto step = role_step(*role->profile);
      rows.push_back(row_of_role(step, cache.look_up(role_cache_key(step)), problems));
      if (role->profile->is_adopted) rows.back().found_by = {"every tool"};
    }
    return {};
  };
  if (profile) {
    if (setup.config.find(*profile) == nullptr) return no_such_profile(*profile, setup.config);
    CHECK(add(*profile));
    return rows;
  }
  for (const auto& each : setup.config.profiles()) {
    if (const auto added = add(each.name); !added)
      problems.push_back("profile " + each.name + " is broken: " + added.error().message);
  }
  return rows;
}

/// nullopt: something else gives the profile its credentials.
std::optional<LoginRow> login_row(const Setup& setup, const Profile& profile) {
  if (!profile.has("login_session")) return std::nullopt;
  const auto source = find_source_of_profile(setup, profile.name);
  if (!source || !*source || (*source)->method != "login") return std::nullopt;
  LoginRow row{profile.name, *profile.text("login_session"), CacheEntry::State::absent, std::nullopt, {}};
  const auto token = need_login_token(setup.host, row.profile, row.login_session);
  if (token) {
    row.state = token->lasts(setup.host.now()) ? CacheEntry::State::valid : CacheEntry::State::expiring;
    row.expiration = token->credentials.expiration;
    return row;
  }
  const auto kind = token.error().kind;
  if (kind == ErrorKind::missing) return row;
  row.state = kind == ErrorKind::io ? CacheEntry::State::unreadable : CacheEntry::State::broken;
  row.problem = token.error().message;
  return row;
}

std::vector<LoginRow> login_rows(const Setup& setup, const std::optional<std::string>& profile) {
  std::vector<LoginRow> rows;
  for (const auto& each : setup.config.profiles()) {
    if (profile && each.name != *profile) continue;
    if (auto row = login_row(setup, each)) rows.push_back(*std::move(row));
  }
  return rows;
}

std::vector<MfaSession> sessions_behind(const Setup& setup, const std::optional<std::string>& profile) {
  auto sessions = SessionStore(setup.host).all();
  if (!profile) {
    // Those of endpoints that this configuration does not name are not its own.
    std::unordered_set<std::string> endpoints;
    for (const auto& each : setup.config.profiles()) endpoints.insert(sts_identity(setup, each.name));
    const auto is_foreign = [&](const MfaSession& session) {
      return !is_identity_of_aws(session.origin.endpoint) && endpoints.count(session.origin.endpoint) == 0;
    };
    sessions.erase(std::remove_if(sessions.begin(), sessions.end(), is_foreign), sessions.end());
    return sessions;
  }
  const auto origin = mfa_origin(setup, *profile);
  auto found = origin ? session_of(sessions, *origin) : std::nullopt;
  return found ? std::vector{*std::move(found)} : std::vector<MfaSession>();
}

}  // namespace

std::string unused_entry_words(const CacheEntry& entry) {
  return entry.path + " is not used: " + entry.reason + "; the next login replaces it";
}

Result<StatusReport> status_report(const Setup& setup, const std::optional<std::string>& profile) {
  StatusReport report;
  report.now = setup.host.now();
  TRY(report.roles, role_rows(setup, profile, report.problems));
  report.logins = login_rows(setup, profile);
  for (const auto& row : report.logins) {
    if (!row.problem.empty()) report.problems.push_back(row.problem);
  }
  add_sso(report, setup, profile);
  report.sessions = sessions_behind(setup, profile);
  report.keeper = running_keeper(setup.host);
  report.server = running_server(setup.host);
  report.questions = pending_questions(setup.host).size();
  return report;
}

}  // namespace latchkey::cli
