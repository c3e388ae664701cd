// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/why/report.hpp"

// What latchkey why says of a profile that `aws login` has signed in.
namespace latchkey::cli {

/// The token file that keeps the selected profile from working, or the way to the sign-in service.
std::optional<WhyProblem> login_problem(const Setup& setup);

/// Its token file and what would be sent.
void explain_login(WhyReport& report, const Setup& setup);

}  // namespace latchkey::cli
