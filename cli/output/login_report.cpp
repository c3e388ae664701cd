// SPDX-License-Identifier: Apache-2.0
#include "cli/output/login_report.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "cli/output/messages.hpp"
#include "cli/output/table.hpp"
#include "platform/system/clock.hpp"

namespace latchkey::cli {

std::string login_report(const SignInScope& scope, const std::vector<SignInSummary>& done, TimePoint now) {
  const auto until = [&](TimePoint time) { return local_time_text(time, now); };
  const auto rest = " until " + until(scope.until) + " (" + duration_text(scope.until - now) + ")";
  const auto who = text::printable(scope.who);
  std::string text = painted("signed in", Style::good, output_has_colours()) + rest;
  if (!who.empty()) text += (is_too_wide("signed in" + rest + "  " + who) ? "\n  " : "  ") + who;
  text += '\n';
  std::vector<Cells> rows;
  rows.reserve(done.size());
  for (const auto& row : done) rows.push_back({row.profile, row.role, "until " + until(row.until)});
  return text + indented_rows(rows);
}

nlohmann::ordered_json login_json(const std::optional<SignInScope>& scope,
                                  const std::vector<SignInSummary>& done) {
  using Json = nlohmann::ordered_json;
  auto profiles = Json::array();
  for (const auto& row : done) {
    profiles.push_back({{"profile", row.profile},
                        {"role", row.role.empty() ? Json() : Json(row.role)},
                        {"expiration", isoformat({row.until})}});
  }
  return {{"expiration", scope ? Json(isoformat({scope->until})) : Json()},
          {"as", scope && !scope->who.empty() ? Json(scope->who) : Json()},
          {"profiles", std::move(profiles)}};
}

Result<void> print_login(const std::optional<SignInScope>& scope, const std::vector<SignInSummary>& done,
                         TimePoint now, bool as_json) {
  return as_json ? print_json(login_json(scope, done)) : print_raw(login_report(*scope, done, now));
}

}  // namespace latchkey::cli
