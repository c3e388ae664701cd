// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "mfa/mfa_code.hpp"
#include "platform/system/deadline.hpp"

namespace latchkey {

/// One question for a code, as each prompter gets it.
struct PromptContext {
  PromptContext(const Host& machine, const CodeQuestion& what, std::string who, std::chrono::seconds time);

  const Host& host;
  const CodeQuestion& question;
  std::string program;  ///< who asks: "latchkey process, run by python3 deploy.py"
  std::chrono::seconds timeout;
  Deadline deadline;                      ///< for all prompters but the terminal together
  std::optional<TimePoint> next_code_at;  ///< until then the device shows a code that is used up
  std::string note;                       ///< a line to show first; may be empty
  bool again = false;                     ///< the last answer was no code
  std::function<bool()> wanted;           ///< see terminal::Question
  std::string no_terminal = "there is no terminal to ask on";

  std::chrono::seconds next_code_in() const;  ///< 0: the code that is shown can be used
  /// "profile ops, role arn:..., for latchkey login". It names an endpoint that a configuration file sets.
  std::string about() const;
  std::string prompt() const;  ///< "Enter MFA code for arn:...: "
  /// Until it shows a code that was not used: a program that makes codes would give that one once more.
  void wait_for_next_code();
  std::string text() const;  ///< all of it, in lines, for those who do not count down
};

/// Who asks, with the program that runs it. It may read files of the system, so it is not asked for in vain.
std::string program_that_asks(const Host& host);

/// A way to get a code. Answers in one of three ways: what was entered, whatever it is; nullopt - this way is
/// not there, or broken (then it has said so), try the next; an Error - the person ended it or never came.
using Prompter = Result<std::optional<Secret>>(PromptContext&);

Prompter process_prompter;   ///< the profile's mfa_process
Prompter terminal_prompter;  ///< the controlling terminal
Prompter askpass_prompter;   ///< LATCHKEY_ASKPASS
Prompter pinentry_prompter;  ///< pinentry, as GnuPG uses it
Prompter dialog_prompter;    ///< a dialog of the desktop
Prompter remote_prompter;    ///< a question that waits for `latchkey answer`

// The ends of a prompt that all prompters share.
tl::unexpected<Error> prompt_timed_out(const PromptContext& context);
tl::unexpected<Error> cancelled_at(const PromptContext& context);
/// Whether a program that asked has exited, so that its status decides. False: what it printed is no code.
/// Errors: it did not answer before the deadline, or a signal ended the prompt.
Result<bool> has_exited(const PromptContext& context, const Coprocess::Exit& ending);

/// Whether there is a desktop to show a window on.
bool has_display(const Environment& env);

}  // namespace latchkey
