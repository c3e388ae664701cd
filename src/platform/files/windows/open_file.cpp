// SPDX-License-Identifier: Apache-2.0
#include "platform/files/windows/open_file.hpp"

#include <algorithm>

#include "platform/system/windows/user.hpp"
#include "platform/system/windows/win32_error.hpp"

namespace latchkey::windows {
namespace {

constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

/// Whether "access denied" is permanent: a folder, or a read-only file.
bool is_denied_for_good(const std::wstring& path, DWORD access) {
  const DWORD attributes = GetFileAttributesW(path.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return false;
  const bool read_only = (attributes & FILE_ATTRIBUTE_READONLY) != 0 && (access & GENERIC_WRITE) != 0;
  return read_only || (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

}  // namespace

Handle open_file(const std::wstring& path, DWORD access, DWORD disposition, DWORD flags) {
  RetryBackoff backoff;
  for (;;) {
    Handle file(CreateFileW(path.c_str(), access, kShareAll,
                            disposition == OPEN_EXISTING ? nullptr : owner_only(), disposition, flags,
                            nullptr));
    const DWORD why = GetLastError();
    if (file || !is_in_use(why)) return file;
    if (why == ERROR_ACCESS_DENIED && is_denied_for_good(path, access)) {
      SetLastError(why);
      return file;
    }
    if (!backoff.lasts()) {
      SetLastError(why);
      return file;
    }
  }
}

Handle open_to_look(const std::wstring& path) {
  return Handle(CreateFileW(path.c_str(), FILE_READ_ATTRIBUTES, kShareAll, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, nullptr));
}

bool RetryBackoff::lasts() {
  if (left_-- <= 0) return false;
  Sleep(static_cast<DWORD>(pause_));
  pause_ = std::min(2 * pause_, longest_pause_);
  return true;
}

}  // namespace latchkey::windows
