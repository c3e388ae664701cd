// SPDX-License-Identifier: Apache-2.0
#include "cli/output/login_report.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "platform/system/clock.hpp"

namespace latchkey::cli {

std::string login_report(const SignInScope& scope, const std::vector<SignInSummary>& done, TimePoint now) {
  const auto until = [&](TimePoint time) { return local_time_text(time, now); };
  std::string text = "signed in until " + until(scope.until) + " (" + duration_text(scope.until - now) + ")";
  if (!scope.who.empty()) text += "  " + scope.who;
  text += '\n';
  std::size_t widest_name = 0;
  std::size_t widest_role = 0;
  for (const auto& row : done) {
    widest_name = std::max(widest_name, row.profile.size());
    widest_role = std::max(widest_role, row.role.size());
  }
  for (const auto& row : done) {
    auto name = row.profile;
    auto role = row.role;
    name.resize(widest_name, ' ');
    role.resize(widest_role, ' ');
    text +=
        "  " + text::printable(name) + "  " + text::printable(role) + "  until " + until(row.until) + '\n';
  }
  return text;
}

}  // namespace latchkey::cli
