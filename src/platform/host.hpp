// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/network/transport.hpp"
#include "platform/process/coprocess.hpp"
#include "platform/process/subprocess.hpp"
#include "platform/system/cancellation.hpp"
#include "platform/system/clock.hpp"
#include "platform/system/environment.hpp"
#include "platform/terminal/credential_dialog.hpp"
#include "platform/terminal/terminal.hpp"
#include <latchkey/credentials.hpp>
#include <latchkey/error.hpp>

namespace latchkey {

/// Everything that latchkey uses of the machine besides files. Created once and passed down; tests pass their
/// own.
struct Host {
  Environment env;
  std::string program =
      "latchkey";  ///< the program that prompts, for the line above the prompt: "latchkey login"
  /// The program that runs it ("python3 deploy.py"); empty: unknown. No function: the user runs it.
  std::function<std::string()> caller;

  std::function<TimePoint()> now;
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> jitter;  ///< at least 0, below 1
  std::function<std::string()> uuid;
  std::function<LocalZone()> zone;

  std::shared_ptr<Transport> transport;
  /// Prompts on the terminal without echo; see terminal::ask_hidden.
  std::function<Result<Secret>(const terminal::Question&)> ask_hidden;
  /// Prompts in a dialog of the system; see credential_dialog.hpp. No function: there is none.
  std::function<credential_dialog::Answer(const credential_dialog::Question&, Deadline)> ask_in_dialog;
  /// Called before a prompt for an MFA code; its error replaces the prompt. No function: no check.
  std::function<Result<void>()> before_prompt;
  std::function<bool()> has_browser;                         ///< whether open_browser has something to start
  std::function<bool(const std::string& url)> open_browser;  ///< does not wait; false: there is none
  /// Whether there is a controlling terminal, and `notice` reaches it. No function: no.
  std::function<bool()> has_terminal;
  std::function<bool()> has_open_terminal;  ///< whether this user has a terminal open anywhere
  /// Runs a program; see run_captured().
  std::function<tl::expected<ProcessOutput, StartFailure>(const std::vector<std::string>&, const Environment&,
                                                          const RunLimits&)>
      run;
  /// A program to talk to; see Coprocess::start.
  std::function<tl::expected<Coprocess, StartFailure>(const std::vector<std::string>&, const Environment&,
                                                      Deadline, Coprocess::Errors)>
      start;

  /// Shows one line to the user if this process has no terminal. No function: no output.
  std::function<void(const std::string&)> notify_elsewhere;
  std::function<void(const std::string&)> notice;  ///< prints a notice of one line
  std::function<void(const std::string&)> warn;    ///< prints a warning of one line
  std::function<void(const std::string&)>
      debug;  ///< prints one line about files and decisions, never a secret

  /// Set by cancel(). Copies of a Host share it.
  std::shared_ptr<Cancellation> cancellation = std::make_shared<Cancellation>();
  /// Ends all waiting operations of this Host and its copies, in any thread: requests, programs that `run`
  /// started, and pauses. Later ones end at once.
  void cancel() const;

  /// The real machine. `notice`, `warn` and `debug` print nothing until they are set.
  static Host of_this_machine();
};

}  // namespace latchkey
