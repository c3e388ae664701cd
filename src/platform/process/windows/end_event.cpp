// SPDX-License-Identifier: Apache-2.0
#include "platform/process/windows/end_event.hpp"

#include <csignal>
#include <string>

#include "platform/files/windows/owner_only_acl.hpp"
#include "platform/system/windows/handle.hpp"
#include "platform/system/windows/user.hpp"

namespace latchkey::windows {
namespace {

std::wstring name_of(DWORD process) {
  return L"Global\\latchkey-end-" + std::to_wstring(process);
}

void CALLBACK end(void* /*context*/, BOOLEAN /*is_late*/) {
  std::raise(SIGTERM);
}

/// It is watched as long as the process lasts.
bool watch() {
  Handle event(CreateEventW(owner_only(), FALSE, FALSE, name_of(GetCurrentProcessId()).c_str()));
  // Somebody else could have made it before us, to be told when we are.
  if (!event || !is_owned_by_own_user(event.get())) return false;
  HANDLE wait = nullptr;
  return RegisterWaitForSingleObject(&wait, event.release(), end, nullptr, INFINITE, WT_EXECUTEDEFAULT) != 0;
}

}  // namespace

void watch_end_event() {
  static const bool watched = watch();
  static_cast<void>(watched);
}

bool set_end_event(DWORD process) {
  const Handle event(OpenEventW(EVENT_MODIFY_STATE | READ_CONTROL, FALSE, name_of(process).c_str()));
  return event && is_owned_by_own_user(event.get()) && SetEvent(event.get()) != 0;
}

}  // namespace latchkey::windows
