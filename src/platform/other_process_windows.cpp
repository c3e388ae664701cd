// SPDX-License-Identifier: Apache-2.0
#include <windows.h>

#include "platform/handle_windows.hpp"
#include "platform/other_process.hpp"

namespace latchkey {

long own_process_id() {
  return static_cast<long>(GetCurrentProcessId());
}

std::string own_terminal_name() {
  return {};  // consoles have none
}

bool is_stopped(long /*process_id*/) {
  return false;  // there is no Ctrl-Z for programs
}

// Windows has no signal for a process without a console of ours. It ends at once: whatever we do to files can
// end so at any instant.
void ask_to_end(long process_id) {
  constexpr UINT kStatus = 128 + 15;  // as after SIGTERM
  if (process_id <= 0) return;
  const windows::Handle process(OpenProcess(PROCESS_TERMINATE, FALSE, static_cast<DWORD>(process_id)));
  if (process) TerminateProcess(process.get(), kStatus);
}

}  // namespace latchkey
