// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/process/process.hpp"

namespace latchkey {

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

/// Ends this process as that one ended, by the same signal if it was one. Returns if that does not end it.
void end_by_signal(int signal);

}  // namespace latchkey
