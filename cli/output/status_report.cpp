// SPDX-License-Identifier: Apache-2.0
#include "cli/output/status_report.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "aws/cache/cache_key.hpp"
#include "aws/cache/login_cache.hpp"
#include "aws/config/sso_settings.hpp"
#include "aws/request/connection.hpp"
#include "base/try.hpp"
#include "diagnose/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/remote_prompt.hpp"

namespace latchkey::cli {
namespace {

RoleRow row_of_role(const Profile& profile, const std::vector<CacheEntry>& entries, TimePoint now,
                    std::vector<std::string>& warnings) {
  constexpr std::size_t kFolders[] = {sam_cli, aws_cli};  // the tools that use them
  RoleRow row;
  row.profile = &profile;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = entries[i];
    if (entry.state == CacheEntry::State::unused) {
      warnings.push_back(unused_entry_words(entry));
      continue;
    }
    if (serves_other_tools(entry, now) && i < std::size(kFolders)) row.found_by.set(kFolders[i]);
    if (!entry.reason.empty()) {
      const bool named = entry.reason.find(entry.path) != std::string::npos;
      row.problem = std::make_unique<const std::string>(
          named ? entry.reason
          : entry.is_no_file
              ? entry.path + " is not a file, so no tool can store the role there; move it away"
              : entry.path + ": " + entry.reason + "; the next login replaces it");
    }
    // The row shows the better entry: valid, then expiring, then any other.
    const bool better = row.state == CacheEntry::State::absent || entry.state < row.state;
    if (better && entry.state != CacheEntry::State::absent) {
      row.state = entry.state;
      row.expiration = entry.credentials ? entry.credentials->expiration : std::nullopt;
    }
  }
  if (profile.is_adopted) row.found_by = std::bitset<std::size(kTools)>().set(every_tool);
  return row;
}

/// Computes the rows of profiles. They refer to the profiles of `setup`.
class StatusRows {
 public:
  StatusRows(Setup& setup, StatusReport& report)
      : setup_(setup),
        report_(report),
        survey_(std::make_shared<diagnose::Survey>(setup)),
        seen_(setup.config.profiles().size()) {}

  /// `is_named`: the user named this profile, so that any problem is shown.
  void add(const Profile& profile, bool is_named) {
    const auto facts = survey_->facts_of(profile);
    if ((is_named || may_have_rows(profile)) && diagnose::find_problem_of_survey(facts))
      report_.broken.push_back(&profile);
    if (facts.role_chain != nullptr) add_roles(facts);
    if (report_.roles_with_device == nullptr && needs_session(facts)) report_.roles_with_device = &profile;
    if (facts.is_from(ProviderId::login)) report_.logins.push_back(login_row(profile));
    if (facts.sso) sso_.add(profile, *facts.sso, facts.is_from(ProviderId::sso));
  }

  /// Those of IAM Identity Center come last.
  void finish() {
    sso_.finish();
    report_.problem_of = [survey = survey_](const Profile& profile) {
      return diagnose::find_problem_of_survey(survey->facts_of(profile)).value_or(Error());
    };
  }

 private:
  static bool may_have_rows(const Profile& profile) {
    return profile.has("role_arn") || profile.has("mfa_serial") || profile.has("login_session") ||
           may_be_sso(profile);
  }

  /// Whether a role needs an MFA session, or may need one and is not cached.
  static bool needs_session(const diagnose::Facts& facts) {
    const auto* chain = facts.role_chain;
    if (chain == nullptr) return false;
    const auto& setup = facts.setup;
    return chain->with_device != nullptr ||
           (inherited_device(setup.config, setup.host.env, *chain) && !diagnose::is_cached(facts));
  }

  /// A role that several profiles stand on is shown once.
  bool is_new(const Profile& each) {
    const auto position = static_cast<std::size_t>(&each - setup_.config.profiles().data());
    if (seen_[position]) return false;
    seen_[position] = true;
    return true;
  }

  void add_roles(const diagnose::Facts& facts) {
    const RoleCache cache(setup_.host, facts.sts_identity());
    // The roles before a known one are known as well.
    for (const auto* role = facts.role_chain; role != nullptr && is_new(*role->profile);
         role = role->source) {
      const auto key = role_cache_key(role_step(*role->profile));
      report_.roles.push_back(row_of_role(*role->profile, cache.look_up(key), report_.now, report_.warnings));
    }
  }

  LoginRow login_row(const Profile& profile) {
    LoginRow row;
    row.profile = &profile;
    const auto token = need_login_token(setup_.host, profile.name, *profile.text("login_session"));
    if (token) {
      row.state = token->lasts(report_.now) ? CacheEntry::State::valid : CacheEntry::State::expiring;
      row.expiration = token->credentials.expiration;
      return row;
    }
    const auto kind = token.error().kind;
    if (kind == ErrorKind::missing) return row;
    row.state = kind == ErrorKind::io ? CacheEntry::State::unreadable : CacheEntry::State::broken;
    row.problem = std::make_unique<const std::string>(token.error().message);
    return row;
  }

  const Setup& setup_;
  StatusReport& report_;
  std::shared_ptr<diagnose::Survey> survey_;
  std::vector<bool> seen_;
  SsoRows sso_{setup_, report_};
};

/// The sessions of AWS and of endpoints that profiles name; others are not of this configuration.
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

std::vector<MfaSession> sessions_behind(const Setup& setup, const std::optional<std::string>& profile) {
  auto sessions = SessionStore(setup.host).all();
  if (!profile) return own_sessions(setup, std::move(sessions));
  const auto origin = mfa_origin(setup, *profile);
  auto found = origin ? session_of(sessions, *origin) : std::nullopt;
  return found ? std::vector{*std::move(found)} : std::vector<MfaSession>();
}

}  // namespace

std::string unused_entry_words(const CacheEntry& entry) {
  return entry.path + " is not used: " + entry.reason +
         (entry.is_kept ? "; it stays until it expires, as other tools use it"
                        : "; the next login replaces it");
}

Result<StatusReport> status_report(Setup& setup, const std::optional<std::string>& profile) {
  StatusReport report;
  report.config = &setup.config;
  report.now = setup.host.now();
  const auto* named = profile ? setup.config.find(*profile) : nullptr;
  if (profile && named == nullptr) return no_such_profile(*profile, setup.config);
  StatusRows rows(setup, report);
  if (named != nullptr) {
    CHECK(RoleChains(setup.config).find(*profile).map([](const auto*) {}));
    rows.add(*named, true);
  } else {
    report.roles.reserve(setup.config.profiles().size());
    for (const auto& each : setup.config.profiles()) rows.add(each, false);
  }
  rows.finish();
  report.sessions = sessions_behind(setup, profile);
  report.broken_sessions = SessionStore(setup.host).broken();
  report.keeper = running_keeper(setup.host);
  report.server = running_server(setup.host);
  const auto own = configuration_of(setup);
  if (report.keeper && report.keeper->configuration != own)
    report.keeper_of_other = configuration_text(report.keeper->configuration, setup.host.env);
  if (report.server && report.server->configuration != own)
    report.server_of_other = configuration_text(report.server->configuration, setup.host.env);
  report.questions = pending_prompts(setup.host).size();
  return report;
}

}  // namespace latchkey::cli
