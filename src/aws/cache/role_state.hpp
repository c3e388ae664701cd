// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"

namespace latchkey {

/// A role with at most this duration needs a smaller limit for the time left.
constexpr std::chrono::seconds kShortRole{20 * 60};
bool is_short(const RoleStep& step);

/// The minimum time left of a cached role: 15 minutes, or a third of the duration of a short role.
std::chrono::seconds least_time_left(const RoleStep& step);

/// The cache entries of one step of a plan.
struct StepState {
  const RoleStep* step;
  std::string key;
  std::vector<CacheEntry> entries;  ///< boto/cache, then cli/cache
  TimePoint now;                    ///< the time of the lookup

  const CacheEntry* valid() const;  ///< a valid entry; nullptr: none
};

/// The steps of a plan, outermost first, in the order of lookup.
std::vector<StepState> look_up(const RolePlan& plan, const RoleCache& cache, TimePoint now);

}  // namespace latchkey
