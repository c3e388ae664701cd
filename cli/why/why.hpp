// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "diagnose/report.hpp"

// The two outputs of latchkey why, and its advice for the errors of other commands.
namespace latchkey::cli {

/// Text of lines up to 80 columns, as far as words allow it: whether the profile works and what to do next.
/// If `is_verbose`, also everything that led to it.
std::string why_text(const diagnose::Report& report, bool is_verbose);
/// One object.
nlohmann::ordered_json why_json(const diagnose::Report& report);

/// An error of another command with the advice that `latchkey why` has about the same profile. Unchanged
/// where `why` finds nothing. Reads the configuration files again.
Error with_advice(Error error, const SessionOptions& options, Host host);

}  // namespace latchkey::cli
