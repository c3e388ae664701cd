// SPDX-License-Identifier: Apache-2.0
#include "platform/system/fd_limit.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace latchkey {

int most_open_files() {
  constexpr rlim_t kMost = 1 << 20;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  return static_cast<int>(std::min(limit.rlim_cur, kMost));  // it may be "no limit"
}

}  // namespace latchkey
