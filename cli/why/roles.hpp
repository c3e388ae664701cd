// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/cache/cache_key.hpp"
#include "aws/cache/role_state.hpp"
#include "cli/why/report.hpp"

// What latchkey why says of a profile that assumes a role, or gives an MFA session.
namespace latchkey::cli {

/// Where the keys of a plan's first call come from, or, without a plan, the profile's own.
WhyBase why_base(const Setup& setup, const std::optional<RolePlan>& plan);

/// What the caches hold for each role, and for the same roles under other keys.
std::vector<WhyCache> why_caches(const Setup& setup, const std::vector<StepState>& steps);

/// The MFA session and whether it serves. nullopt: no code is ever needed.
std::optional<WhySession> why_session(const Setup& setup, const std::optional<RolePlan>& plan,
                                      const WhyBase& base);

WhyVerdict why_role_verdict(const Setup& setup, const RolePlan& plan, const std::vector<StepState>& steps,
                            const WhySession* session);

std::vector<WhyTool> why_role_tools(const std::vector<StepState>& steps, bool is_adopted,
                                    const WhyVerdict& verdict, TimePoint now);

}  // namespace latchkey::cli
