// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "cli/command_line/option_spec.hpp"
#include <latchkey/session.hpp>

namespace latchkey::cli {

/// The options that every command has.
struct CommonOptions {
  SessionOptions session;
  bool debug = false, quiet = false;
  std::string colour = "auto";  ///< a name of kColourModes
};

/// Declares them on the program or on a command, and returns their specs.
std::vector<OptionSpec> declare_common(CLI::App& app, CommonOptions& common);

}  // namespace latchkey::cli
