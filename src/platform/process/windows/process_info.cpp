// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_info.hpp"

#include <array>
#include <charconv>
#include <cstdint>

#include <windows.h>

#include "platform/process/windows/end_event.hpp"
#include "platform/system/windows/handle.hpp"

namespace latchkey {

long own_process_id() {
  return static_cast<long>(GetCurrentProcessId());
}

// Consoles have no names, but each has a window of its own, if only for the record.
std::string own_terminal_name() {
  const HWND window = GetConsoleWindow();
  if (window == nullptr) return {};
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 static_cast<unsigned long>(reinterpret_cast<std::uintptr_t>(window)), 16);
  return "console " + std::string(digits.data(), end.ptr);
}

bool is_stopped(long /*process_id*/) {
  return false;  // there is no Ctrl-Z for programs
}

std::string start_of_process(long process_id) {
  const windows::Handle process(
      OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(process_id)));
  FILETIME start{};
  FILETIME other{};
  if (!process || GetProcessTimes(process.get(), &start, &other, &other, &other) == 0) return {};
  return std::to_string((static_cast<unsigned long long>(start.dwHighDateTime) << 32U) | start.dwLowDateTime);
}

// One that does not watch for its event ends at once: whatever we do to files can end so at any instant.
void ask_to_end(long process_id) {
  constexpr UINT kStatus = 128 + 15;  // as after SIGTERM
  if (process_id <= 0) return;
  const auto id = static_cast<DWORD>(process_id);
  if (windows::set_end_event(id)) return;
  const windows::Handle process(OpenProcess(PROCESS_TERMINATE, FALSE, id));
  if (process) TerminateProcess(process.get(), kStatus);
}

}  // namespace latchkey
