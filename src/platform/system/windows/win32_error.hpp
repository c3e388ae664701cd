// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

namespace latchkey::windows {

// Codes that mingw-w64's headers lack.
constexpr DWORD kIsFolder = 336;            // ERROR_DIRECTORY_NOT_SUPPORTED
constexpr DWORD kDiskQuotaExceeded = 1295;  // ERROR_DISK_QUOTA_EXCEEDED

/// What the system says of an error code, as part of a line: "access is denied". The usual ones in our words,
/// so that they read the same in every language of Windows.
std::string error_text(DWORD code);

/// What to do when `folder`, or a file in it, cannot be written because of `code`; names a folder that exists.
/// May be empty.
std::string write_hint(DWORD code, const std::string& folder);

/// Whether the code means that nothing is there, or nothing could be.
bool says_nothing_there(DWORD code);

/// Whether somebody else has the file open just now, so that it is worth another try. Programs that read a
/// file without FILE_SHARE_DELETE, as Python does, and virus scanners keep it so for moments.
bool says_in_use(DWORD code);

}  // namespace latchkey::windows
