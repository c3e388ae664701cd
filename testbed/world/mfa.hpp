// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "world/world.hpp"

namespace testbed {

/// Checks codes and remembers used ones: a code, or one of an earlier window, is never accepted again.
class MfaJudge {
 public:
  /// Accepts the codes of the window of `now` and of the adjacent windows.
  bool accept(const MfaDevice& device, const std::string& code, std::int64_t now);

  /// The first window from `now` on whose code would still be accepted.
  std::int64_t first_unused_step(const MfaDevice& device, std::int64_t now) const;

 private:
  std::map<std::string, std::int64_t> highest_used_;  // by serial
};

}  // namespace testbed
