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

/// What every command is handed. The common options are read once, in app.cpp; no command opens a session of
/// its own, but for serve, which is told several profiles.
struct CommandInput {
  const SessionOptions& options;  ///< --profile and --region as given
  const Setup&
      setup;  ///< the machine and its config files; a profile is chosen only where there is a session
  const Session* session;  ///< nullptr for one that commands.def lists as `host`, `machine` or `config`
  const std::vector<std::string>& program;  ///< what follows exec: a program and its arguments
  /// `setup`, for commands that select one profile after the other. nullptr unless commands.def says
  /// `config`.
  Setup* files = nullptr;
};

/// Does the work and returns the exit status. Results go to stdout through print(); an Error is shown by the
/// caller.
using Run = std::function<Result<int>(const CommandInput&)>;

/// Declares a command's own options and returns what runs it. One of these for each line of commands.def.
using Declare = Run(Declaration& options);

}  // namespace latchkey::cli
