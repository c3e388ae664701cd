// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

namespace latchkey::windows {

/// The security identifier of this process's user, as text; empty: the system does not tell.
std::wstring own_user_text();

/// Whether `process` (with PROCESS_QUERY_LIMITED_INFORMATION) runs as the same user. False also where that
/// may not be asked.
bool runs_as_own_user(HANDLE process);
/// Whether a kernel object (with READ_CONTROL) is owned by this user.
bool is_owned_by_own_user(HANDLE object);

}  // namespace latchkey::windows
