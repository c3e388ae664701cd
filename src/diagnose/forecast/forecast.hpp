// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnose/facts.hpp"
#include "diagnose/report.hpp"

// Forecasts what happens if the credentials are needed now: cache contents, prompts, sign-ins, requests, and
// the results of other tools.
namespace latchkey::diagnose {

/// The source of the keys of the first call.
BaseKeys base_keys(const Facts& facts);

/// The cache entries of each role, and of the same roles under other keys.
std::vector<CacheFile> cache_files(const Facts& facts, const std::vector<StepState>& steps);

/// The MFA session and whether it is usable. nullopt: no code is ever needed.
std::optional<SessionForecast> session_forecast(const Facts& facts, const BaseKeys& base);

/// `session`: nullptr if no code is ever needed.
Forecast role_forecast(const Facts& facts, const SessionForecast* session);

/// `inherits_device`: STS may deny the first role without the MFA device of the source profile, which other
/// tools do not use.
std::vector<ToolForecast> tool_forecasts(const std::vector<StepState>& steps, bool is_adopted,
                                         const Forecast& forecast, TimePoint now, bool inherits_device);

/// The selected profile's sign-in and role.
void explain_sso(Report& report, const Facts& facts);
/// The sign-in behind the roles of the report, if there is one.
void explain_sso_behind(Report& report, const Facts& facts);
/// The next step if no sign-in is needed now. `login`: the command for it.
std::string next_step_of_sso(const Report& report, const std::string& login);

/// Its token file and the requests.
void explain_login(Report& report, const Facts& facts);

/// The role, its caches, and the requests.
void explain_web_identity(Report& report, const Facts& facts);

/// The same for a role that is assumed with the credentials of such a role: its call comes first.
void explain_web_identity_behind(Report& report, const Facts& facts);

}  // namespace latchkey::diagnose
