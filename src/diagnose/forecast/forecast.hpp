// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/report.hpp"

// What would happen if the credentials were needed now: what the caches hold, whether a code or a sign-in
// would be asked for, what would be sent, and how other tools fare.
namespace latchkey::diagnose {

/// Where the keys of the first call come from.
BaseKeys base_keys(const Facts& facts);

/// What the caches hold for each role, and for the same roles under other keys.
std::vector<CacheFile> cache_files(const Facts& facts, const std::vector<StepState>& steps);

/// The MFA session and whether it serves. nullopt: no code is ever needed.
std::optional<SessionForecast> session_forecast(const Facts& facts, const BaseKeys& base);

/// `session`: nullptr if no code is ever needed.
Forecast role_forecast(const Facts& facts, const SessionForecast* session);

/// `inherits_device`: STS may deny the first role without the MFA device of the source profile, which other
/// tools do not use.
std::vector<ToolForecast> tool_forecasts(const std::vector<StepState>& steps, bool is_adopted,
                                         const Forecast& forecast, TimePoint now, bool inherits_device);

/// The selected profile's sign-in and role.
void explain_sso(Report& report, const Facts& facts);
/// The sign-in that the roles of the report come from, if they come from one.
void explain_sso_behind(Report& report, const Facts& facts);
/// What to do where nobody has to sign in now. `login`: the command for it.
std::string next_step_of_sso(const Report& report, const std::string& login);

/// Its token file and what would be sent.
void explain_login(Report& report, const Facts& facts);

/// The role, its caches, and what would be sent.
void explain_web_identity(Report& report, const Facts& facts);

/// Of a role that is assumed with the credentials of such a role: its call comes first.
void explain_web_identity_behind(Report& report, const Facts& facts);

}  // namespace latchkey::diagnose
