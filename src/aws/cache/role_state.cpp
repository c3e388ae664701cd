// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/role_state.hpp"

#include <algorithm>

#include "aws/cache/cache_key.hpp"

namespace latchkey {

const CacheEntry* StepState::valid() const {
  const auto found = std::find_if(entries.begin(), entries.end(), [](const CacheEntry& entry) {
    return entry.state == CacheEntry::State::valid;
  });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<StepState> look_up(const RolePlan& plan, const RoleCache& cache) {
  std::vector<StepState> states;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    const auto key = role_cache_key(*step);
    states.push_back({&*step, key, cache.look_up(key)});
  }
  return states;
}

}  // namespace latchkey
