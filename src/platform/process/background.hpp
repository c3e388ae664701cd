// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Starts a program that outlives this process and its terminal: in a session of its own, in the folder "/",
/// with nothing on stdin, with stdout and stderr appended to the file `log` (0600), and no other descriptor
/// of ours. A log of more than a megabyte begins anew. Does not wait; returns the process id.
/// Errors: io - the log cannot be opened, or the program cannot be started.
Result<long> start_in_background(const std::string& path, const std::vector<std::string>& arguments,
                                 const Environment& environment, const std::string& log);

/// Whether a process that this one started so has ended. To be asked no more once it has.
bool background_has_ended(long process_id);

}  // namespace latchkey
