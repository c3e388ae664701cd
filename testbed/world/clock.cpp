// SPDX-License-Identifier: Apache-2.0
#include "world/clock.hpp"

#include <chrono>

namespace testbed {

std::int64_t system_seconds() {
  using std::chrono::duration_cast;
  using std::chrono::seconds;
  return duration_cast<seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace testbed
