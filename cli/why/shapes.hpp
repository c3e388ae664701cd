// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/why/report.hpp"

// What latchkey why says of values that have not the form that AWS wants. Where an endpoint is configured
// they are no problem, as another service may take them, and a note instead.
namespace latchkey::cli {

/// Of what would be sent to STS for the selected profile.
std::optional<WhyProblem> shape_problem(const Setup& setup, const CredentialSource& source);
/// Of what would be sent to IAM Identity Center.
std::optional<WhyProblem> sso_shape_problem(const Setup& setup, const SsoSettings& settings);

/// A sentence for each that is no problem.
std::vector<std::string> shape_notes(const Setup& setup, const std::string& home);

}  // namespace latchkey::cli
