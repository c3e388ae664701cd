// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace latchkey {

/// The signals that end a program and can be caught: Ctrl-C, the end of the terminal, shutdown and others.
/// Omits signals that the parent process ignored for this one, except SIGTERM.
std::vector<int> end_signals();

/// From now on ask_to_end() of another process acts like SIGTERM, for programs that handle it and end in
/// order. Programs that do not call this are ended at once.
void listen_for_end_request();

/// Requests a process of this user to end.
void ask_to_end(long process_id);

/// Ends this process by `signal`, as another process ended. Returns if that does not end it.
void end_by_signal(int signal);

}  // namespace latchkey
