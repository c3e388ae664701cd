// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {

/// Opens a file so that others may read, write, rename and remove it meanwhile. Retries for a moment if
/// another process blocks it. `path`: of wide_path(). Only this user can access a new file. Child processes
/// do not inherit the handle. On failure GetLastError() has the reason.
Handle open_file(const std::wstring& path, DWORD access, DWORD disposition,
                 DWORD flags = FILE_ATTRIBUTE_NORMAL);

/// Opens a file or folder for queries. Follows links and does not block other processes.
Handle open_to_look(const std::wstring& path);

/// Delays retries while another process has a file open: sleeps longer each time.
class RetryBackoff {
 public:
  explicit RetryBackoff(int most_tries = 24, int longest_pause = 64)
      : left_(most_tries), longest_pause_(longest_pause) {}

  /// False: stop retrying.
  bool lasts();

 private:
  int left_;
  int longest_pause_;  // milliseconds, as the next
  int pause_ = 1;
};

}  // namespace latchkey::windows
