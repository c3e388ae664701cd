// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/App.hpp>

#include <latchkey/error.hpp>

namespace latchkey::cli {

/// What is wrong with a command line, in our form: one line, lower case, no full stop, and what may have been
/// meant.
Error usage_error(const CLI::App& app, const CLI::ParseError& error);

/// For a line without a command.
Error no_command();

}  // namespace latchkey::cli
