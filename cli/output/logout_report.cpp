// SPDX-License-Identifier: Apache-2.0
#include "cli/output/logout_report.hpp"

#include <map>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace latchkey::cli {
namespace {

/// " (audit, ops)", if profiles have the roles and they are few.
std::string names_of(const std::map<std::string, std::string>& roles) {
  constexpr std::size_t kMost = 8;
  std::set<std::string> names;
  for (const auto& [key, profile] : roles) names.insert(text::printable(profile));
  if (names.size() > kMost || names.contains("")) return {};
  return " (" + text::join(std::vector<std::string>(names.begin(), names.end()), ", ") + ')';
}

}  // namespace

std::string logout_report(const Forgotten& done, const CleanedUp& more) {
  std::vector<std::string> parts;
  if (done.login) parts.emplace_back("the login session");
  if (done.sessions > 0)
    parts.push_back(done.sessions == 1 ? "the MFA session" : counted(done.sessions, "MFA session"));
  if (!done.sign_ins.empty())
    parts.push_back(done.sign_ins.size() == 1
                        ? "the sign-in at IAM Identity Center"
                        : counted(done.sign_ins.size(), "sign-in") + " at IAM Identity Center");
  if (!done.roles.empty())
    parts.push_back("the credentials of " + counted(done.roles.size(), "role") + names_of(done.roles));
  if (more.temporaries > 0)
    parts.push_back(counted(more.temporaries, "temporary file") + " of killed processes");
  if (more.backups > 0) parts.push_back(counted(more.backups, "backup"));
  return parts.empty() ? "nothing was cached\n" : "forgot " + text::join(parts, " and ") + '\n';
}

nlohmann::ordered_json logout_json(const Forgotten& done, const CleanedUp& more) {
  auto roles = nlohmann::ordered_json::array();
  for (const auto& [key, profile] : done.roles) {
    roles.push_back(
        {{"cache_key", key},
         {"profile", profile.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(profile)}});
  }
  return {{"mfa_sessions", done.sessions},       {"sign_ins", done.sign_ins.size()},
          {"login_session", done.login},         {"roles", std::move(roles)},
          {"temporary_files", more.temporaries}, {"backups", more.backups}};
}

}  // namespace latchkey::cli
