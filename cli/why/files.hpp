// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/why/report.hpp"

// Where a profile or its keys are missing because of the file that should hold them.
namespace latchkey::cli {

enum class WhichFile { config, credentials };

/// A variable that names a file which is not there or is none, or a file that may not be read. nullopt: the
/// file was read, or nothing says that there is one.
std::optional<WhyProblem> file_behind(const Setup& setup, WhichFile which, const Error& error);
/// Of either file, config first.
std::optional<WhyProblem> file_behind(const Setup& setup, const Error& error);

}  // namespace latchkey::cli
