// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/system/windows/handle.hpp"

namespace latchkey::windows {

/// Opens a file so that others may read, write, rename and remove it meanwhile; tries again for a moment
/// where somebody else does not let us. `path`: of wide_path(). New ones are this user's alone. Not inherited
/// by programs that are started. GetLastError() tells why not.
Handle open_file(const std::wstring& path, DWORD access, DWORD disposition,
                 DWORD flags = FILE_ATTRIBUTE_NORMAL);

/// A file or folder to ask about, links followed, which disturbs nobody.
Handle open_to_look(const std::wstring& path);

/// For trying again when somebody else has a file open: sleeps a little longer each time.
class RetryBackoff {
 public:
  explicit RetryBackoff(int most_tries = 24, int longest_pause = 64)
      : left_(most_tries), longest_pause_(longest_pause) {}

  /// False: it is no use any more.
  bool lasts();

 private:
  int left_;
  int longest_pause_;  // milliseconds, as the next
  int pause_ = 1;
};

}  // namespace latchkey::windows
