// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "diagnose/report.hpp"

// The two outputs of latchkey why.
namespace latchkey::cli {

/// For people, within 80 columns where words allow it.
std::string why_text(const diagnose::Report& report);
/// One object.
nlohmann::ordered_json why_json(const diagnose::Report& report);

}  // namespace latchkey::cli
