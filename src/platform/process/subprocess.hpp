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
    too_long,   ///< it wrote more than anybody reads and was ended
    cancelled,  ///< it was ended because this process ends
  };
  End end = End::exited;
  int status = 0;  ///< exit status; 128+n after signal n; only with `exited`
  SecretText out;
  SecretText err;
};

/// How a program could not be started.
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

/// Runs a program, found on PATH, and captures what it writes. It shares our terminal, and our standard input
/// if that is a terminal; otherwise its input is empty, because ours is for the program that the person runs.
/// No shell.
/// A program that exceeds a limit is ended, with the processes that it started. Processes that it left
/// running when it exited do not count: they live on, and nobody waits for what they may still write.
tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment,
                                                       const RunLimits& limits = {});

/// Whether an argument of that program may hold a line break: one of a .bat or .cmd file may not.
bool takes_line_breaks(const std::string& name, const Environment& environment);

/// Why a program could not be started, as far as that can be told without starting it. nullopt: it is there.
std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment);

/// Replaces this process by a program found on the PATH of `environment`. Returns only on failure.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment);

/// How a program ended.
struct ProcessEnd {
  int status = 0;  ///< its exit status; 128+n after a signal
  int signal = 0;  ///< the signal that ended it; 0: none
};

/// Runs a program, found on PATH, beside this process: with its standard streams, in its process group, and
/// with the signals that others send to this process. What a terminal's keys send, the program gets itself;
/// that the terminal is gone, it gets from here.
/// `started` is called when it runs; threads begun there leave the signals alone. No shell.
tl::expected<ProcessEnd, StartFailure> run_supervised(const std::vector<std::string>& arguments,
                                                      const Environment& environment,
                                                      const std::function<void()>& started);

/// A program that works beside this one, with our standard error, nothing on the other streams, and no
/// signals of ours. It is ended when this value goes.
class HelperProcess {
 public:
  enum class Terminal {
    shared,  ///< it may ask on ours
    none,    ///< in a session of its own
  };
  /// `path`: absolute. One that cannot be started has ended.
  HelperProcess(const std::string& path, const std::vector<std::string>& arguments,
                const Environment& environment, Terminal terminal);
  HelperProcess(const HelperProcess&) = delete;
  HelperProcess& operator=(const HelperProcess&) = delete;
  /// Asks it to end, and makes it end a second later; at once where a system has no way to ask.
  ~HelperProcess();

  bool runs();

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace latchkey
