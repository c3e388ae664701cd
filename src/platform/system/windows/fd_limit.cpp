// SPDX-License-Identifier: Apache-2.0
#include "platform/system/fd_limit.hpp"

namespace latchkey {

int most_open_files() {
  return 1 << 20;  // handles are limited only by memory
}

}  // namespace latchkey
