// SPDX-License-Identifier: Apache-2.0
#include <unordered_map>

#include "aws/cache/cache_key.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "cli/output/status_report.hpp"
#include "cli/sso_login.hpp"
#include "platform/process/command_line.hpp"
#include "providers/chain.hpp"
#include "sso/token_status.hpp"

// What status_report.hpp has of IAM Identity Center.
namespace latchkey::cli {
namespace {

RoleRow role_row(const Setup& setup, const Profile& profile, const SsoSettings& settings,
                 std::vector<std::string>& problems) {
  const auto entry = sso_role_entry(setup, settings);
  RoleRow row;
  row.profile = &profile;
  row.is_sso = true;
  if (entry.state == CacheEntry::State::unused) {
    problems.push_back(unused_entry_words(entry));
    return row;
  }
  row.state = entry.state;
  if (entry.credentials) row.expiration = entry.credentials->expiration;
  if (entry.state == CacheEntry::State::valid) row.found_by.set(aws_cli_v2);
  if (!entry.reason.empty()) {
    row.problem = std::make_unique<const std::string>(entry.path + ": " + entry.reason +
                                                      "; the next login replaces it");
  }
  return row;
}

/// Positions in StatusReport::sign_ins by the keys of their tokens.
using SignIns = std::unordered_map<std::string, std::size_t>;

SignInRow sign_in_row(const Setup& setup, const SsoSettings& settings) {
  auto token = sso_outlook(setup.host, settings.session);
  SignInRow row;
  row.named_by = setup.config.find(settings.profile);
  row.state = token.state;
  row.expiration = token.expiration;
  row.renews = token.renews;
  if (!token.reason.empty()) row.problem = std::make_unique<const std::string>(std::move(token.reason));
  return row;
}

void add_sign_in(StatusReport& report, SignIns& known, const Setup& setup, const SsoSettings& settings,
                 const Profile& profile) {
  const auto [place, is_new] = known.emplace(sso_token_key(settings.session), report.sign_ins.size());
  if (is_new) {
    const auto& row = report.sign_ins.emplace_back(sign_in_row(setup, settings));
    if (row.problem != nullptr) {
      report.problems.push_back(*row.problem + "; latchkey login -p " + command_line_word(profile.name) +
                                " replaces it");
    }
  }
  report.sign_ins[place->second].profiles.push_back(&profile);
}

/// Profiles that assume a role may be broken for other reasons, which the roles' rows are about.
void add_problem(StatusReport& report, const Setup& setup, const Profile& profile) {
  if (const auto settings = sso_settings(setup.config, profile.name); !settings)
    report.problems.push_back("profile " + profile.name +
                              " is broken: " + message_with_origin(settings.error(), setup.host.env));
}

}  // namespace

void add_sso(StatusReport& report, const Setup& setup, RoleChains& chains,
             const std::optional<std::string>& profile) {
  if (!has_sso_profiles(setup.config)) return;
  SignIns known;
  for (const auto& each : setup.config.profiles()) {
    if (profile && each.name != *profile) continue;
    const auto source = outline_of_profile(setup, chains, each);
    if (!source) {
      add_problem(report, setup, each);
      continue;
    }
    if (!*source) continue;
    const auto settings = sso_behind(setup, each.name, **source);
    if (!settings || !*settings) continue;
    if ((*source)->provider == ProviderId::sso)
      report.roles.push_back(role_row(setup, each, **settings, report.problems));
    add_sign_in(report, known, setup, **settings, each);
  }
}

}  // namespace latchkey::cli
