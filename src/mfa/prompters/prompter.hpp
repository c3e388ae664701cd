// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "mfa/mfa_code.hpp"
#include "platform/system/deadline.hpp"

namespace latchkey {

/// The input of the prompters for one prompt.
struct PromptContext {
  PromptContext(const Host& machine, const CodeQuestion& what, std::string who, std::chrono::seconds time);

  const Host& host;
  const CodeQuestion& question;
  std::string program;  ///< the program that prompts: "latchkey process, run by python3 deploy.py"
  std::chrono::seconds timeout;
  Deadline deadline;                      ///< for all prompters together, except the terminal
  std::optional<TimePoint> next_code_at;  ///< until then the device shows a used code
  std::string note;                       ///< a line above the prompt; may be empty
  bool again = false;                     ///< the last answer was not a code
  std::function<bool()> wanted;           ///< see terminal::Question
  std::string no_terminal = "there is no terminal to ask on";

  std::chrono::seconds next_code_in() const;  ///< 0: the current code can be used
  /// "profile ops, role arn:..., for latchkey login". It names an endpoint that a configuration file sets.
  std::string about() const;
  std::string prompt() const;  ///< "Enter MFA code for arn:...: "
  /// Waits until the device shows an unused code, because a program that generates codes would return the
  /// used one again.
  void wait_for_next_code();
  std::string text() const;  ///< the whole text, for prompters without a countdown
};

/// The program that prompts, with the program that runs it. It may read system files, so call it only if
/// needed.
std::string program_that_asks(const Host& host);

/// A way to prompt for a code. Returns the entered text, unchecked; nullopt - it is not available, or broken
/// (after a warning), so the next prompter is tried; or an Error - the user cancelled or did not answer.
using Prompter = Result<std::optional<Secret>>(PromptContext&);

Prompter process_prompter;   ///< the profile's mfa_process
Prompter terminal_prompter;  ///< the controlling terminal
Prompter askpass_prompter;   ///< LATCHKEY_ASKPASS
Prompter pinentry_prompter;  ///< pinentry, as GnuPG uses it
Prompter dialog_prompter;    ///< a dialog of the desktop
Prompter remote_prompter;    ///< a prompt that waits for `latchkey answer`

// Errors that all prompters share.
tl::unexpected<Error> prompt_timed_out(const PromptContext& context);
tl::unexpected<Error> cancelled_at(const PromptContext& context);
/// Whether a prompting program has exited, so that its status is valid. False: its output is not a code.
/// Errors: it did not answer before the deadline, or a signal ended the prompt.
Result<bool> has_exited(const PromptContext& context, const Coprocess::Exit& ending);

/// Whether there is a desktop for windows.
bool has_display(const Environment& env);

}  // namespace latchkey
