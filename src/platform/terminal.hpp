// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey::terminal {

/// Whether standard output / standard error is a terminal.
bool output_is_terminal();
bool error_is_terminal();

/// Shows `prompt` on the controlling terminal itself (never on stdin, stdout or stderr) and reads one line
/// there without echo. The terminal is as before afterwards: also on Ctrl-C, Ctrl-Z (and again without echo
/// after `fg`), hang-up and kill, which then act as if nobody had caught them.
/// The line comes without its line end; nothing else is trimmed.
/// Errors: terminal - there is no controlling terminal; cancelled - end of input.
Result<Secret> ask_hidden(const std::string& prompt);

/// Writes `text` to the controlling terminal. Errors: terminal.
Result<void> tell(const std::string& text);

}  // namespace latchkey::terminal
