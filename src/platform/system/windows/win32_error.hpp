// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <windows.h>

namespace latchkey::windows {

// Codes that the headers of mingw-w64 lack.
constexpr DWORD kIsFolder = 336;            // ERROR_DIRECTORY_NOT_SUPPORTED
constexpr DWORD kDiskQuotaExceeded = 1295;  // ERROR_DISK_QUOTA_EXCEEDED

/// The text of an error code, as part of a line: "access is denied". The usual codes have fixed texts, so
/// that they are the same in every language of Windows.
std::string error_text(DWORD code);

/// What to do when `folder`, or a file in it, cannot be written because of `code`; names a folder that
/// exists. May be empty.
std::string write_hint(DWORD code, const std::string& folder);

/// Whether the code means that the path does not exist, or cannot exist.
bool is_not_found(DWORD code);

/// Whether another process has the file open, so that a retry may succeed. Programs that read a file without
/// FILE_SHARE_DELETE, such as Python, and virus scanners block it for moments.
bool is_in_use(DWORD code);

}  // namespace latchkey::windows
