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

/// Whether this user has a terminal open anywhere on the machine.
bool any_is_open();
/// Whether `path` is a terminal that this user may use.
bool is_terminal(const std::string& path);

struct Question {
  std::string above;   ///< whole lines to show first; may be empty
  std::string prompt;  ///< "Enter MFA code for arn:...: "; the cursor stays behind it
  /// If not zero: the prompt says "(next code in 17 s)" and counts down in its place, as long as the line
  /// fits the terminal.
  std::chrono::seconds next_code_in{0};
  /// If set: asked about once a second; the question ends as cancelled when it says no.
  std::function<bool()> wanted;
};

/// Asks on the controlling terminal itself (never on stdin, stdout or stderr) and reads one line there
/// without echo. The terminal is as before afterwards: also on Ctrl-C, Ctrl-Z (and again without echo after
/// `fg`), hang-up and kill, which then act as if nobody had caught them. The line comes without its line end;
/// nothing else is trimmed. Errors: terminal - there is no controlling terminal; cancelled - end of input, or
/// not wanted any more.
Result<Secret> ask_hidden(const Question& question);

/// Writes `text` to the controlling terminal. Errors: terminal.
Result<void> tell(const std::string& text);

/// Writes `line` to every terminal of this user, as wall does, but to those that `mesg n` closed. Does not
/// wait for one that takes nothing. Windows: does nothing, as consoles have no path.
void tell_all(const std::string& line);

// How ask_hidden() ends without an answer, on all systems.
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

/// Of the terminal that standard output is, as it is now. nullopt: it is none, or does not say.
std::optional<ScreenSize> screen_size();

}  // namespace latchkey
