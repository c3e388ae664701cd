// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

#include <latchkey/error.hpp>

namespace latchkey::cli {

/// The error for a command line: one line, lower case, no full stop, with a suggestion.
Error usage_error(const CLI::App& app, const CLI::ParseError& error);

/// The error for a line without a command.
Error no_command();

}  // namespace latchkey::cli
