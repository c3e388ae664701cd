// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "cli/command_line/declaration.hpp"
#include "cli/output/messages.hpp"
#include <latchkey/session.hpp>

namespace latchkey::cli {

/// The input of every command. app.cpp reads the common options and opens the session once; only serve opens
/// sessions itself, because it serves several profiles.
struct CommandInput {
  const SessionOptions& options;  ///< --profile and --region as given
  const Setup& setup;  ///< the machine and its config files; a profile is selected only if there is a session
  const Session* session;  ///< nullptr for a command that commands.def lists as `host`, `machine` or `config`
  const std::vector<std::string>& program;  ///< the program of exec and its arguments
  /// `setup`, for commands that select one profile after the other. nullptr unless commands.def has `config`.
  Setup* files = nullptr;
};

/// Runs the command and returns the exit status. Results are printed through print(); the caller prints an
/// Error.
using Run = std::function<Result<int>(const CommandInput&)>;

/// Declares a command's own options and returns its Run function. One for each line of commands.def.
using Declare = Run(Declaration& options);

}  // namespace latchkey::cli
