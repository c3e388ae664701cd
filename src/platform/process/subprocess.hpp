// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/secret/secret_text.hpp"
#include "platform/system/cancellation.hpp"
#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

struct ProcessOutput {
  enum class End {
    exited,
    late,       ///< it exceeded its time and was ended
    too_long,   ///< it wrote more than the limit and was ended
    cancelled,  ///< it was ended because this process ends
  };
  End end = End::exited;
  int status = 0;  ///< exit status; 128+n after signal n; only with `exited`
  SecretText out;
  SecretText err;
};

/// Why a program could not be started.
struct StartFailure {
  bool found = false;  ///< false: no such program (shells answer 127); true: it cannot be executed (126)
  std::string detail;
};

struct RunLimits {
  std::chrono::milliseconds time{std::chrono::minutes{10}};
  std::size_t output = 1U << 20U;  ///< bytes of each stream
  std::shared_ptr<const Cancellation> cancellation = nullptr;
  std::function<void()> on_wait = {};  ///< called once if the program takes longer than 5 seconds
};

/// Runs a program, found on PATH, and captures its output. It shares latchkey's terminal, and standard input
/// if that is a terminal; otherwise its input is empty, because standard input is for the program that the
/// user runs. No shell. A program that exceeds a limit is ended, with the processes that it started.
/// Processes that it left running when it exited continue to run, and their later output is ignored.
tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment,
                                                       const RunLimits& limits = {});

/// Whether an argument of that program may contain a line break: that of a .bat or .cmd file may not.
bool takes_line_breaks(const std::string& name, const Environment& environment);

/// Why a program cannot be started, as far as can be determined without starting it. nullopt: it exists.
std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment);

/// Replaces this process by a program found on the PATH of `environment`. Returns only on failure.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment);

/// How a program ended.
struct ProcessEnd {
  int status = 0;  ///< its exit status; 128+n after a signal
  int signal = 0;  ///< the signal that ended it; 0: none
};

/// Runs a program, found on PATH, as a child with the standard streams and process group of this process.
/// Forwards signals that other processes send to this one, and the hang-up of the terminal. Keys such as
/// Ctrl-C reach the program directly. `started` is called when it runs; threads that it starts do not handle
/// signals. No shell.
tl::expected<ProcessEnd, StartFailure> run_supervised(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      const std::function<void()>& started);

/// A background helper with latchkey's standard error and empty other streams. It receives no signals of
/// latchkey. The destructor ends it.
class HelperProcess {
 public:
  enum class Terminal {
    shared,  ///< it may prompt on latchkey's terminal
    none,    ///< in a new session
  };
  /// `path`: absolute. A program that cannot be started counts as ended.
  HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                const Environment& environment, Terminal terminal);
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  /// Requests it to end, and kills it a second later; kills it at once on systems without such a request.
  ~HelperProcess();

  bool runs();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace latchkey
