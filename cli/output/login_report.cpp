// SPDX-License-Identifier: Apache-2.0
#include "cli/output/login_report.hpp"

#include "base/timestamp.hpp"
#include "cli/output/table.hpp"
#include "platform/system/clock.hpp"

namespace latchkey::cli {

std::string login_report(const SignInScope& scope, const std::vector<SignInSummary>& done, TimePoint now) {
  const auto until = [&](TimePoint time) { return local_time_text(time, now); };
  std::string text = "signed in until " + until(scope.until) + " (" + duration_text(scope.until - now) + ")";
  if (!scope.who.empty()) text += (is_too_wide(text + "  " + scope.who) ? "\n  " : "  ") + scope.who;
  std::vector<Cells> rows;
  rows.reserve(done.size());
  for (const auto& row : done) rows.push_back({row.profile, row.role, "until " + until(row.until)});
  return text + '\n' + aligned_rows(rows, 2);
}

}  // namespace latchkey::cli
