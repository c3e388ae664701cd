// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <windows.h>

namespace latchkey::windows {

// What stands in for SIGTERM between processes that share no console: an event for this user alone, named by
// the process that watches it. Its name is one for all sessions of the machine, so that a server of the
// desktop can be ended over ssh.

/// From now on SIGTERM is raised, in a thread of its own, when this process's event is set.
void watch_end_event();

/// False: that process watches no event of this user's.
bool set_end_event(DWORD process);

}  // namespace latchkey::windows
