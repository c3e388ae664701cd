// SPDX-License-Identifier: Apache-2.0
#include "cli/output/status_report.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/login_cache.hpp"
#include "aws/config/shown_error.hpp"
#include "aws/request/connection.hpp"
#include "base/try.hpp"
#include "mfa/forecast.hpp"
#include "mfa/remote_prompt.hpp"
#include "providers/chain.hpp"

namespace latchkey::cli {
namespace {

RoleRow row_of_role(const Profile& profile, const std::vector<CacheEntry>& entries,
                    std::vector<std::string>& problems) {
  constexpr std::size_t kFolders[] = {sam_cli, aws_cli};  // the tools that look there
  RoleRow row;
  row.profile = &profile;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    if (entry.state == CacheEntry::State::unused) {
      problems.push_back(unused_entry_words(entry));
      continue;
    }
    if (entry.state == CacheEntry::State::valid && i < std::size(kFolders)) row.found_by.set(kFolders[i]);
    if (!entry.reason.empty()) {
      const bool named = entry.reason.find(entry.path) != std::string::npos;
      row.problem = std::make_unique<const std::string>(
          named ? entry.reason : entry.path + ": " + entry.reason + "; the next login replaces it");
    }
    // The best of the two is the row's: valid before expiring before anything else.
    const bool better = row.state == CacheEntry::State::absent || entry.state < row.state;
    if (better && entry.state != CacheEntry::State::absent) {
      row.state = entry.state;
      row.expiration = entry.credentials ? entry.credentials->expiration : std::nullopt;
    }
  }
  if (profile.is_adopted) row.found_by = std::bitset<std::size(kTools)>().set(every_tool);
  return row;
}

Result<std::vector<RoleRow>> role_rows(const Setup& setup, RoleChains& chains,
                                       const std::optional<std::string>& profile,
                                       std::vector<std::string>& problems) {
  const auto& profiles = setup.config.profiles();
  std::vector<RoleRow> rows;
  std::vector<bool> seen(profiles.size());  // a role that several profiles stand on is shown once
  const auto is_new = [&](const Profile& each) {
    const auto position = static_cast<std::size_t>(&each - profiles.data());
    if (seen[position]) return false;
    seen[position] = true;
    return true;
  };
  const auto add = [&](const std::string& name) -> Result<void> {
    TRY(const auto* role, chains.find(name));
    if (role == nullptr) return {};
    const RoleCache cache(setup.host, sts_identity(setup, name));
    // The roles before one that was seen were seen with it.
    for (; role != nullptr && is_new(*role->profile); role = role->source) {
      const auto key = role_cache_key(role_step(*role->profile));
      rows.push_back(row_of_role(*role->profile, cache.look_up(key), problems));
    }
    return {};
  };
  if (profile) {
    if (setup.config.find(*profile) == nullptr) return no_such_profile(*profile, setup.config);
    CHECK(add(*profile));
    return rows;
  }
  rows.reserve(profiles.size());
  for (const auto& each : profiles) {
    if (const auto added = add(each.name); !added)
      problems.push_back("profile " + each.name +
                         " is broken: " + message_with_origin(added.error(), setup.host.env));
  }
  return rows;
}

/// nullopt: something else gives the profile its credentials.
std::optional<LoginRow> login_row(const Setup& setup, RoleChains& chains, const Profile& profile) {
  if (!profile.has("login_session")) return std::nullopt;
  const auto source = outline_of_profile(setup, chains, profile);
  if (!source || !*source || (*source)->provider != ProviderId::login) return std::nullopt;
  LoginRow row;
  row.profile = &profile;
  const auto token = need_login_token(setup.host, profile.name, *profile.text("login_session"));
  if (token) {
    row.state = token->lasts(setup.host.now()) ? CacheEntry::State::valid : CacheEntry::State::expiring;
    row.expiration = token->credentials.expiration;
    return row;
  }
  const auto kind = token.error().kind;
  if (kind == ErrorKind::missing) return row;
  row.state = kind == ErrorKind::io ? CacheEntry::State::unreadable : CacheEntry::State::broken;
  row.problem = std::make_unique<const std::string>(token.error().message);
  return row;
}

std::vector<LoginRow> login_rows(const Setup& setup, RoleChains& chains,
                                 const std::optional<std::string>& profile) {
  std::vector<LoginRow> rows;
  for (const auto& each : setup.config.profiles()) {
    if (profile && each.name != *profile) continue;
    if (auto row = login_row(setup, chains, each)) rows.push_back(*std::move(row));
  }
  return rows;
}

/// Those of AWS and of endpoints that profiles name; others are not of this configuration.
std::vector<MfaSession> own_sessions(const Setup& setup, std::vector<MfaSession> sessions) {
  std::unordered_map<std::string, bool> is_named;  // by endpoint
  for (const auto& session : sessions) {
    const auto& endpoint = session.origin.endpoint;
    if (!is_identity_of_aws(endpoint)) is_named.emplace(endpoint, false);
  }
  if (is_named.empty()) return sessions;
  for (const auto& each : setup.config.profiles()) {
    const auto found = is_named.find(sts_identity(setup, each.name));
    if (found != is_named.end()) found->second = true;
  }
  const auto is_foreign = [&](const MfaSession& session) {
    const auto found = is_named.find(session.origin.endpoint);
    return found != is_named.end() && !found->second;
  };
  sessions.erase(std::remove_if(sessions.begin(), sessions.end(), is_foreign), sessions.end());
  return sessions;
}

std::vector<MfaSession> sessions_behind(const Setup& setup, RoleChains& chains,
                                        const std::optional<std::string>& profile) {
  auto sessions = SessionStore(setup.host).all();
  if (!profile) return own_sessions(setup, std::move(sessions));
  const auto origin = mfa_origin(setup, chains, *profile);
  auto found = origin ? session_of(sessions, *origin) : std::nullopt;
  return found ? std::vector{*std::move(found)} : std::vector<MfaSession>();
}

}  // namespace

std::string unused_entry_words(const CacheEntry& entry) {
  return entry.path + " is not used: " + entry.reason +
         (entry.is_kept ? "; it stays until it expires, as other tools use it"
                        : "; the next login replaces it");
}

Result<StatusReport> status_report(const Setup& setup, const std::optional<std::string>& profile) {
  StatusReport report;
  report.config = &setup.config;
  report.now = setup.host.now();
  RoleChains chains(setup.config);
  TRY(report.roles, role_rows(setup, chains, profile, report.problems));
  report.logins = login_rows(setup, chains, profile);
  for (const auto& row : report.logins) {
    if (row.problem != nullptr) report.problems.push_back(*row.problem);
  }
  add_sso(report, setup, chains, profile);
  report.sessions = sessions_behind(setup, chains, profile);
  report.keeper = running_keeper(setup.host);
  report.server = running_server(setup.host);
  const auto own = configuration_of(setup);
  if (report.keeper && report.keeper->configuration != own)
    report.keeper_of_other = configuration_text(report.keeper->configuration, setup.host.env);
  if (report.server && report.server->configuration != own)
    report.server_of_other = configuration_text(report.server->configuration, setup.host.env);
  report.questions = pending_questions(setup.host).size();
  return report;
}

}  // namespace latchkey::cli
