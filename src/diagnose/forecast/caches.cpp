// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <unordered_set>

#include "aws/cache/cache_key.hpp"
#include "aws/config/paths.hpp"
#include "aws/request/connection.hpp"
#include "base/text.hpp"
#include "diagnose/forecast/forecast.hpp"

namespace latchkey::diagnose {
namespace {

/// The settings of a step that are part of its cache key, besides the role.
constexpr std::array<const char*, 4> kKeySettings = {"duration_seconds", "role_session_name", "external_id",
                                                     "mfa_serial"};

bool has_key_setting(const RoleStep& step, std::size_t i) {
  const bool has[] = {step.duration_seconds.has_value(), step.session_name && !step.session_name->empty(),
                      step.external_id.has_value(), step.mfa_serial.has_value()};
  return has[i];
}

void drop_key_setting(RoleStep& step, std::size_t i) {
  if (i == 0) step.duration_seconds.reset();
  if (i == 1) step.session_name.reset();
  if (i == 2) step.external_id.reset();
  if (i == 3) step.mfa_serial.reset();
}

bool same_key_setting(const RoleStep& a, const RoleStep& b, std::size_t i) {
  if (i == 0) return a.duration_seconds == b.duration_seconds;
  if (i == 1) return a.session_name.value_or("") == b.session_name.value_or("");
  return i == 2 ? a.external_id == b.external_id : a.mfa_serial == b.mfa_serial;
}

/// Another cache key with which the same role may be cached.
struct OtherKey {
  RoleStep step;
  std::string words;
};

/// "external_id at ~/.aws/config:9", if it is in the profile itself.
std::string setting_at(const Setup& setup, const RoleStep& step, const char* key) {
  const auto* profile = setup.config.find(step.profile);
  const auto place = profile == nullptr ? std::nullopt : place_of(*profile, key);
  return place ? std::string(key) + " at " + short_place(*place, paths::home(setup.host.env)) : key;
}

/// The keys without each of the settings, and without some of them together.
std::vector<OtherKey> keys_without_settings(const Setup& setup, const RoleStep& step) {
  std::vector<OtherKey> others;
  for (unsigned mask = 1; mask < 1U << kKeySettings.size(); ++mask) {
    OtherKey other{step, {}};
    std::vector<std::string> names;
    bool is_one = true;
    for (std::size_t i = 0; i < kKeySettings.size(); ++i) {
      if ((mask >> i & 1U) == 0) continue;
      is_one = is_one && has_key_setting(step, i);
      drop_key_setting(other.step, i);
      names.push_back(setting_at(setup, step, kKeySettings[i]));
    }
    if (!is_one) continue;
    other.words = "got without " + text::join(names, ", ") + ", which profile " + step.profile + " has";
    others.push_back(std::move(other));
  }
  return others;
}

/// The keys that other profiles use.
std::vector<OtherKey> keys_of_other_profiles(const Config& config, const RoleStep& step) {
  std::vector<OtherKey> others;
  RoleChains chains(config);
  for (const auto& profile : config.profiles()) {
    const auto* arn = profile.text("role_arn");
    if (profile.name == step.profile || arn == nullptr || *arn != step.role_arn) continue;
    const auto chain = chains.find(profile.name);
    if (!chain || *chain == nullptr) continue;
    OtherKey other{role_step(profile), {}};
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kKeySettings.size(); ++i) {
      if (!same_key_setting(other.step, step, i)) names.emplace_back(kKeySettings[i]);
    }
    other.words = "cached by profile " + profile.name + ", which differs in " + text::join(names, ", ");
    if (!names.empty()) others.push_back(std::move(other));
  }
  return others;
}

CacheFile cache_row(const RoleStep& step, const CacheEntry& entry, std::string other_key) {
  CacheFile row{step.profile, step.role_arn, entry.state, entry.path, entry.reason, {}, std::move(other_key)};
  if (entry.credentials) row.expiration = entry.credentials->expiration;
  return row;
}

/// The tools of RoleCache's folders, in its order. Only latchkey uses the endpoints folder.
std::string tool_that_uses(const CacheEntry& entry, std::size_t folder, TimePoint now) {
  constexpr const char* kTools[] = {"SAM CLI", "AWS CLI"};
  const bool serves = entry.state != CacheEntry::State::valid && serves_other_tools(entry, now);
  return serves && folder < std::size(kTools) ? kTools[folder] : "";
}

}  // namespace

std::vector<CacheFile> cache_files(const Facts& facts, const std::vector<StepState>& steps) {
  const Setup& setup = facts.setup;
  const RoleCache cache(setup.host, sts_identity(setup));
  std::vector<CacheFile> rows;
  for (const auto& state : steps) {
    for (std::size_t i = 0; i < state.entries.size(); ++i) {
      rows.push_back(cache_row(*state.step, state.entries[i], {}));
      rows.back().used_by = tool_that_uses(state.entries[i], i, facts.now);
    }
    std::unordered_set<std::string> seen = {state.key};
    auto others = keys_of_other_profiles(setup.config, *state.step);
    for (auto& other : keys_without_settings(setup, *state.step)) others.push_back(std::move(other));
    for (const auto& other : others) {
      const auto key = role_cache_key(other.step);
      if (!seen.insert(key).second) continue;
      for (const auto& entry : cache.look_up(key)) {
        if (entry.state != CacheEntry::State::absent)
          rows.push_back(cache_row(*state.step, entry, other.words));
      }
    }
  }
  return rows;
}

}  // namespace latchkey::diagnose
