// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"

namespace latchkey {

/// A role that asks for no more than this never lasts as long as the entries of other roles must.
constexpr std::chrono::seconds kShortRole{20 * 60};
bool is_short(const RoleStep& step);

/// What must be left of a cached role for latchkey to use it: 15 minutes, or a third of the life of a short
/// one.
std::chrono::seconds least_time_left(const RoleStep& step);

/// One step of a plan as the caches have it.
struct StepState {
  const RoleStep* step;
  std::string key;
  std::vector<CacheEntry> entries;  ///< boto/cache, then cli/cache
  TimePoint now;                    ///< of the look

  const CacheEntry* valid() const;  ///< one that counts; nullptr: none
};

/// The steps of a plan, outermost first: the order in which they are looked up.
std::vector<StepState> look_up(const RolePlan& plan, const RoleCache& cache, TimePoint now);

}  // namespace latchkey
