// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Who is who among processes.
namespace latchkey {

long own_process_id();
/// The controlling terminal as people name it, "pts/3"; empty: there is none, or its name is not known.
std::string own_terminal_name();
/// Whether a process is stopped, as by Ctrl-Z. False where that cannot be known.
bool is_stopped(long process_id);
/// A text that tells a process from a later one with the same number. Empty: no such process, or the system
/// does not tell.
std::string start_of_process(long process_id);
/// Asks a process of this user to end.
void ask_to_end(long process_id);

}  // namespace latchkey
