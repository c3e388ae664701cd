// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <windows.h>

namespace latchkey::windows {

/// What a new file, folder or pipe is given so that this user alone may use it: 0600 and 0700 in Windows's
/// terms. It takes nothing over from the folder above, and what is made in such a folder takes it over.
/// nullptr, which means the folder's own rules, only where the system does not tell who we are. Made once,
/// never freed.
SECURITY_ATTRIBUTES* owner_only();

}  // namespace latchkey::windows
