// SPDX-License-Identifier: Apache-2.0
#include "platform/process/process_end.hpp"

#include <csignal>
#include <string>

#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/user.hpp"

namespace latchkey {
namespace {

// Replaces SIGTERM between processes without a common console: an event for this user only, named after the
// process that watches it. The name is global for all sessions of the machine, so that a server of the
// desktop can be ended over ssh.

std::wstring name_of(DWORD process) {
  return L"Global\\latchkey-end-" + std::to_wstring(process);
}

void CALLBACK end(void* /*context*/, BOOLEAN /*is_late*/) {
  std::raise(SIGTERM);
}

/// It is watched until the process ends.
bool watch() {
  windows::Handle event(
      CreateEventW(windows::owner_only(), FALSE, FALSE, name_of(GetCurrentProcessId()).c_str()));
  // Another user could have created it first, to be notified.
  if (!event || !windows::is_owned_by_own_user(event.get())) return false;
  HANDLE wait = nullptr;
  return RegisterWaitForSingleObject(&wait, event.release(), end, nullptr, INFINITE, WT_EXECUTEDEFAULT) != 0;
}

/// From now on SIGTERM is raised, in a separate thread, when this process's event is set.
void watch_end_event() {
  static const bool watched = watch();
  static_cast<void>(watched);
}

/// False: that process does not watch an event of this user.
bool set_end_event(DWORD process) {
  const windows::Handle event(OpenEventW(EVENT_MODIFY_STATE | READ_CONTROL, FALSE, name_of(process).c_str()));
  return event && windows::is_owned_by_own_user(event.get()) && SetEvent(event.get()) != 0;
}

}  // namespace

// The C runtime creates these from console events; SIGBREAK also when the console closes.
std::vector<int> end_signals() {
  return {SIGINT, SIGTERM, SIGBREAK};
}

void listen_for_end_request() {
  watch_end_event();
}

// A process that does not watch its event is ended at once, which is safe because file operations can be
// interrupted at any time.
void ask_to_end(long process_id) {
  constexpr UINT kStatus = 128 + 15;  // as after SIGTERM
  if (process_id <= 0) return;
  const auto id = static_cast<DWORD>(process_id);
  if (set_end_event(id)) return;
  const windows::Handle process(OpenProcess(PROCESS_TERMINATE, FALSE, id));
  if (process) TerminateProcess(process.get(), kStatus);
}

void end_by_signal(int /*signal*/) {}  // Windows processes do not end by signals

}  // namespace latchkey
