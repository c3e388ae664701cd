// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/cache/role_state.hpp"
#include "cli/why/report.hpp"

// What latchkey why says of IAM Identity Center.
namespace latchkey::cli {

/// The settings that sso_settings() refused for the selected profile, or for the one that its roles come
/// from. nullopt: `error` is about something else.
std::optional<WhyProblem> sso_settings_problem(const Setup& setup, const Error& error);
/// A profile without keys that says a part of an SSO profile only. nullopt: it says nothing of it.
std::optional<WhyProblem> half_sso_problem(const Config& config, const Profile& profile, const Error& error);
/// What a sign-in would not help with: settings that only the token needs, and where the service is.
std::optional<WhyProblem> sso_problem(const Setup& setup, const SsoSettings& settings);

/// The selected profile's sign-in and role.
void explain_sso(WhyReport& report, const Setup& setup);
/// The sign-in that the roles of the report come from, if they come from one.
void explain_sso_behind(WhyReport& report, const Setup& setup, const CredentialSource& source,
                        const std::vector<StepState>& steps);
/// What to do where nobody has to sign in now. `login`: the command for it.
std::string next_of_sso(const WhyReport& report, const std::string& login);

}  // namespace latchkey::cli
