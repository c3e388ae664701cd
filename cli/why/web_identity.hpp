// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/cache/role_state.hpp"
#include "cli/why/report.hpp"
#include "cli/why/source.hpp"

// What latchkey why says of a role that a token of OpenID Connect opens.
namespace latchkey::cli {

/// Its token file is not there or holds none; nullopt also where the keys come from elsewhere.
std::optional<WhyProblem> web_identity_problem(const Setup& setup, const WhyOrigin& origin);

/// The role, its caches, what would be sent, and what to do next.
void explain_web_identity(WhyReport& report, const Setup& setup);

/// Of a role behind which there is another that a token opens: its call comes first.
void explain_web_identity_behind(WhyReport& report, const Setup& setup, const CredentialSource& source,
                                 const std::vector<StepState>& steps);

}  // namespace latchkey::cli
