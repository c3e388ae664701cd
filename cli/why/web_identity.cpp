// SPDX-License-Identifier: Apache-2.0
#include "cli/why/web_identity.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "cli/why/roles.hpp"
#include "platform/system/clock.hpp"
#include "providers/web_identity.hpp"

namespace latchkey::cli {
namespace {

constexpr const char* kVariable = "AWS_WEB_IDENTITY_TOKEN_FILE";

std::optional<WebIdentity> wanted_by(const Setup& setup, const WhyOrigin& origin) {
  if (origin.provider != ProviderId::web_identity) return std::nullopt;
  auto wanted = web_identity({setup, origin.profile, origin.as_source});
  return wanted ? *std::move(wanted) : std::nullopt;
}

bool is_by_variable(const Setup& setup, const WhyOrigin& origin) {
  return !origin.as_source && !setup.selection.is_explicit && setup.host.env.find(kVariable) != nullptr;
}

std::string call_of(const WebIdentity& wanted) {
  return "AssumeRoleWithWebIdentity " + wanted.step.role_arn;
}

}  // namespace

std::optional<WhyProblem> web_identity_problem(const Setup& setup, const WhyOrigin& origin) {
  const auto wanted = wanted_by(setup, origin);
  const auto token = wanted ? read_web_identity_token(*wanted) : Result<Secret>(Secret());
  if (token) return std::nullopt;
  const bool is_literal = wanted->token_file.find_first_of("~$") != std::string::npos;
  const auto fix = is_literal ? "write the whole path in the place of " + wanted->token_file +
                                    ", as no tool expands ~ and $"
                              : "name a file that holds a token in the place of " + wanted->token_file;
  if (is_by_variable(setup, origin))
    return WhyProblem{token.error(), std::nullopt,
                      std::string("correct ") + kVariable + ", or unset it: " + fix};
  return WhyProblem{token.error(), place_of(*setup.config.find(origin.profile), "web_identity_token_file"),
                    fix};
}

void explain_web_identity(WhyReport& report, const Setup& setup) {
  const WhyOrigin origin{setup.selection.profile_name(), ProviderId::web_identity, false};
  const auto wanted = wanted_by(setup, origin);
  if (!wanted) return;
  const RolePlan plan{{wanted->step}, {}, {}};
  const auto states = look_up(plan, RoleCache(setup.host, sts_identity(setup)));
  report.roles = plan.steps;
  report.caches = why_caches(setup, states);
  auto& verdict = report.verdict;
  if (const auto* entry = states.front().valid()) {
    verdict.reason = "the role is cached for " + duration_text(*entry->credentials->expiration - report.now);
  } else {
    verdict.reason = "the token in " + wanted->token_file + " needs none";
    verdict.calls = {call_of(*wanted)};
  }
  report.tools = why_role_tools(states, false, verdict, report.now);
  if (is_by_variable(setup, origin)) report.base->profile.clear();
}

void explain_web_identity_behind(WhyReport& report, const Setup& setup, const CredentialSource& source,
                                 const std::vector<StepState>& steps) {
  const auto origin = origin_of(setup, source);
  const auto wanted = origin ? wanted_by(setup, *origin) : std::nullopt;
  const bool is_cached =
      std::any_of(steps.begin(), steps.end(), [](const auto& step) { return step.valid() != nullptr; });
  if (!wanted || is_cached) return;
  report.verdict.calls.insert(report.verdict.calls.begin(), call_of(*wanted));
}

}  // namespace latchkey::cli
