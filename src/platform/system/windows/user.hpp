// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

namespace latchkey::windows {

/// The security identifier of this process's user, as text; empty: unknown.
std::wstring own_user_text();

/// Whether `process` (with PROCESS_QUERY_LIMITED_INFORMATION) runs as the same user. Also false if the query
/// is not allowed.
bool runs_as_own_user(HANDLE process);
/// Whether a kernel object (with READ_CONTROL) is owned by this user.
bool is_owned_by_own_user(HANDLE object);

/// Security attributes for new files, folders and pipes that only this user may use, like 0600 and 0700. They
/// inherit nothing from the folder above; files in such a folder inherit them. nullptr, which means the rules
/// of the folder, if the user is unknown. Created once, never freed.
SECURITY_ATTRIBUTES* owner_only();

}  // namespace latchkey::windows
