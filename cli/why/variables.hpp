// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "cli/why/report.hpp"

namespace latchkey::cli {

/// A connection that cannot be made because of a variable, or of --region, and not of a line of a file.
/// `error` is the connection's. nullopt: it is about something else.
std::optional<WhyProblem> variable_behind(const Setup& setup, const Error& error);

}  // namespace latchkey::cli
