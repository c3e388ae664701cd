// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/request/connection.hpp"
#include "base/timestamp.hpp"
#include "diagnose/forecast/forecast.hpp"

namespace latchkey::diagnose {
namespace {

std::string call_of(const WebIdentity& wanted) {
  return "AssumeRoleWithWebIdentity " + wanted.step.role_arn;
}

}  // namespace

void explain_web_identity(Report& report, const Facts& facts) {
  if (!facts.web_identity) return;
  const RolePlan plan{{facts.web_identity->step}, {}, {}};
  const auto states = look_up(plan, RoleCache(facts.setup.host, sts_identity(facts.setup)), facts.now);
  report.roles = plan.steps;
  report.caches = cache_files(facts, states);
  auto& forecast = report.forecast;
  if (const auto* entry = states.front().valid()) {
    forecast.reason = "the role is cached for " + duration_text(*entry->credentials->expiration - report.now);
  } else {
    forecast.reason = "the token in " + facts.web_identity->token_file + " needs none";
    forecast.calls = {call_of(*facts.web_identity)};
  }
  report.tools = tool_forecasts(states, false, forecast, report.now, false);
  if (facts.is_token_file_by_variable()) report.base->profile.clear();
}

void explain_web_identity_behind(Report& report, const Facts& facts) {
  const bool is_cached = std::any_of(facts.steps.begin(), facts.steps.end(),
                                     [](const auto& step) { return step.valid() != nullptr; });
  if (!facts.web_identity || is_cached) return;
  report.forecast.calls.insert(report.forecast.calls.begin(), call_of(*facts.web_identity));
}

}  // namespace latchkey::diagnose
