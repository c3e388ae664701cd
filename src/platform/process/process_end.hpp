// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace latchkey {

/// The signals by which a person or a system ends a program: Ctrl-C, the end of a terminal, the end of the
/// machine, and every other one that ends a process and can be caught. Without those that the parent process
/// started this one with ignored; SIGTERM is always among them.
std::vector<int> end_signals();

/// From now on ask_to_end(), of another process, is a SIGTERM here: for those who have a handler for it and
/// end in order. Those who have none are ended at once.
void listen_for_end_request();

/// Asks a process of this user to end.
void ask_to_end(long process_id);

/// Ends this process as that one ended, by the same signal if it was one. Returns if that does not end it.
void end_by_signal(int signal);

}  // namespace latchkey
