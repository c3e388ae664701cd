// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/cache/role_cache.hpp"
#include "aws/config/role_plan.hpp"

namespace latchkey {

/// One step of a plan as the caches have it.
struct StepState {
  const RoleStep* step;
  std::string key;
  std::vector<CacheEntry> entries;  ///< boto/cache, then cli/cache

  const CacheEntry* valid() const;  ///< one that counts; nullptr: none
};

/// The steps of a plan, outermost first: the order in which they are looked up.
std::vector<StepState> look_up(const RolePlan& plan, const RoleCache& cache);

}  // namespace latchkey
