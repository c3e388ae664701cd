// SPDX-License-Identifier: Apache-2.0
#include <iterator>

#include "aws/cache/cache_key.hpp"
#include "base/text.hpp"
#include "cli/output/status_report.hpp"
#include "platform/process/command_line.hpp"
#include "sso/token_status.hpp"

// The parts of status_report.hpp about IAM Identity Center.
namespace latchkey::cli {
namespace {

RoleRow role_row(const Setup& setup, const Profile& profile, const SsoSettings& settings,
                 std::vector<std::string>& warnings) {
  const auto entry = sso_role_entry(setup, settings);
  RoleRow row;
  row.profile = &profile;
  row.is_sso = true;
  if (entry.state == CacheEntry::State::unused) {
    warnings.push_back(unused_entry_words(entry));
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

SignInRow sign_in_row(const Setup& setup, const SsoSettings& settings) {
  auto token = sso_token_status(setup.host, settings.session);
  SignInRow row;
  row.named_by = setup.config.find(settings.profile);
  row.state = token.state;
  row.expiration = token.expiration;
  row.renews = token.renews;
  if (!token.reason.empty()) row.problem = std::make_unique<const std::string>(std::move(token.reason));
  return row;
}

}  // namespace

void SsoRows::add(const Profile& profile, const SsoSettings& settings, bool has_role) {
  if (has_role) roles_.push_back(role_row(setup_, profile, settings, report_.warnings));
  const auto [place, is_new] = known_.emplace(sso_token_key(settings.session), report_.sign_ins.size());
  if (is_new) {
    const auto& row = report_.sign_ins.emplace_back(sign_in_row(setup_, settings));
    if (row.problem != nullptr) {
      report_.warnings.push_back(*row.problem + "; latchkey login -p " + command_line_word(profile.name) +
                                 " replaces it");
    }
  }
  report_.sign_ins[place->second].profiles.push_back(&profile);
}

void SsoRows::finish() {
  report_.roles.insert(report_.roles.end(), std::make_move_iterator(roles_.begin()),
                       std::make_move_iterator(roles_.end()));
}

}  // namespace latchkey::cli
