// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <latchkey/error.hpp>
#include <latchkey/secret.hpp>

namespace latchkey::terminal {

/// Whether standard output / standard error is a terminal.
bool output_is_terminal();
bool error_is_terminal();

/// The same if the terminal also understands escape sequences for colours. On Windows, makes the console
/// understand them.
bool output_shows_colours();
bool error_shows_colours();

/// Whether a line written to standard error now would wait for a reader. Always false on Windows, which does
/// not tell.
bool error_would_block();

/// Whether this user has an open terminal on the machine.
bool any_is_open();
/// Whether `path` is a terminal that this user may use.
bool is_terminal(const std::string& path);

struct Question {
  std::string above;   ///< lines above the prompt; may be empty
  std::string prompt;  ///< "Enter MFA code for arn:...: "; the cursor is behind it
  /// If not zero: the prompt shows "(next code in 17 s)" and counts down in place, if the line fits the
  /// terminal.
  std::chrono::seconds next_code_in{0};
  /// If set: called about once a second; the prompt ends as cancelled when it returns false.
  std::function<bool()> wanted;
};

/// Asks on the controlling terminal itself (never on stdin, stdout or stderr) and reads one line there
/// without echo; a star stands for each character. The terminal is as before afterwards: also on Ctrl-C,
/// Ctrl-Z (and again without echo after `fg`), hang-up and kill, which then act as if nobody had caught them.
/// The line comes without its line end; nothing else is trimmed. Errors: terminal - there is no controlling
/// terminal; cancelled - end of input, or not wanted any more.
Result<Secret> ask_hidden(const Question& question);

/// Writes `text` to the controlling terminal. Errors: terminal.
Result<void> write_notice(const std::string& text);

/// Writes `line` to every terminal of this user, as wall does, except those with `mesg n`. Does not wait for
/// blocked terminals. Windows: does nothing, because consoles have no path.
void notify_open_terminals(const std::string& line);

// The errors of ask_hidden(), on all systems.
inline tl::unexpected<Error> no_terminal() {
  return fail(Cause::no_terminal, "there is no terminal to ask on", "run latchkey login in a terminal first");
}

inline tl::unexpected<Error> cancelled() {
  return fail(Cause::prompt_cancelled, "no MFA code was entered", "run it again when the code is at hand");
}

}  // namespace latchkey::terminal

namespace latchkey {

struct ScreenSize {
  std::size_t rows = 0, columns = 0;
};

/// The current size of the terminal on standard output. nullopt: standard output is not a terminal, or the
/// size is unknown.
std::optional<ScreenSize> screen_size();

}  // namespace latchkey
