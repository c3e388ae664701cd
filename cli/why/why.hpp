// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "diagnose/report.hpp"

// The two outputs of latchkey why, and its advice for the errors of other commands.
namespace latchkey::cli {

/// The report as text of up to 80 columns, if the words allow it: whether the profile works and the next
/// step. If `is_verbose`, also all details.
std::string why_text(const diagnose::Report& report, bool is_verbose);
/// One object.
nlohmann::ordered_json why_json(const diagnose::Report& report);

/// Adds the advice of `latchkey why` about the same profile to an error of another command. Unchanged if
/// `why` finds nothing. Reads the configuration files again.
Error with_advice(Error error, const SessionOptions& options, Host host);

}  // namespace latchkey::cli
