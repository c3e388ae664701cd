// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "diagnose/report.hpp"

// The two outputs of latchkey why.
namespace latchkey::cli {

/// Text of lines up to 80 columns, as far as words allow it: whether the profile works and what to do next.
/// If `is_verbose`, also everything that led to it.
std::string why_text(const diagnose::Report& report, bool is_verbose);
/// One object.
nlohmann::ordered_json why_json(const diagnose::Report& report);

}  // namespace latchkey::cli
