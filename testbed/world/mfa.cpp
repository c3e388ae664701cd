// SPDX-License-Identifier: Apache-2.0
#include "world/mfa.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "base/totp.hpp"

namespace testbed {

bool MfaJudge::accept(const MfaDevice& device, const std::string& code, std::int64_t now) {
  const std::int64_t current = totp_step(now);
  const auto used = highest_used_.find(device.serial);
  for (std::int64_t step = current - 1; step <= current + 1; ++step) {
    if (used != highest_used_.end() && step <= used->second) continue;
    if (same_secret(totp_code(device.secret, step), code)) {
      highest_used_[device.serial] = step;
      return true;
    }
  }
  return false;
}

std::int64_t MfaJudge::first_unused_step(const MfaDevice& device, std::int64_t now) const {
  const auto used = highest_used_.find(device.serial);
  const std::int64_t current = totp_step(now);
  return used == highest_used_.end() ? current : std::max(current, used->second + 1);
}

}  // namespace testbed
