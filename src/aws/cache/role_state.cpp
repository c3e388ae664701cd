// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/role_state.hpp"

#include <algorithm>

#include "aws/cache/cache_key.hpp"

namespace latchkey {

bool is_short(const RoleStep& step) {
  constexpr long long kShortest = 900;  // STS rejects less
  return step.duration_seconds && *step.duration_seconds >= kShortest &&
         *step.duration_seconds <= kShortRole.count();
}

std::chrono::seconds least_time_left(const RoleStep& step) {
  return is_short(step) ? std::chrono::seconds{*step.duration_seconds / 3} : kLeastTimeLeft;
}

const CacheEntry* StepState::valid() const {
  const auto least = least_time_left(*step);
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const CacheEntry& entry) {
    return entry.state == CacheEntry::State::valid ||
           (entry.state == CacheEntry::State::expiring && entry.credentials->last(least, now));
  });
  return found == entries.end() ? nullptr : &*found;
}

std::vector<StepState> look_up(const RolePlan& plan, const RoleCache& cache, TimePoint now) {
  std::vector<StepState> states;
  for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
    const auto key = role_cache_key(*step);
    states.push_back({&*step, key, cache.look_up(key), now});
  }
  return states;
}

}  // namespace latchkey
