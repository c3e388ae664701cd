// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "world/world.hpp"

namespace testbed {

/// Judges codes and remembers which were used: a code, or one of an earlier window, is never accepted again.
class MfaJudge {
 public:
  /// Accepts the code of the window of `now` and of one window to either side.
  bool accept(const MfaDevice& device, const std::string& code, std::int64_t now);

  /// The window at or after the one of `now` whose code would still be accepted.
  std::int64_t first_unused_step(const MfaDevice& device, std::int64_t now) const;

 private:
  std::map<std::string, std::int64_t> highest_used_;  // by serial
};

}  // namespace testbed
