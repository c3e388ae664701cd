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

/// What a new file, folder or pipe is given so that this user alone may use it: 0600 and 0700 in Windows's
/// terms. It takes nothing over from the folder above, and what is made in such a folder takes it over.
/// nullptr, which means the folder's own rules, only where the system does not tell who we are. Made once,
/// never freed.
SECURITY_ATTRIBUTES* owner_only();

}  // namespace latchkey::windows
