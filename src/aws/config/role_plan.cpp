// SPDX-License-Identifier: Apache-2.0
#include "aws/config/role_plan.hpp"

#include <algorithm>
#include <utility>

#include "aws/config/lost_header.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

std::optional<std::string> optional_text(const Profile& profile, std::string_view key) {
  const auto* value = profile.text(key);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

bool has_static_keys(const Profile& profile) {
  return profile.has("aws_access_key_id") || profile.has("aws_secret_access_key");
}

/// The hint for a source_profile that is in neither file.
std::string suggestion_for(const Config& config, const std::string& name) {
  if (const auto meant = meant_profile(config, name)) return "write source_profile = " + *meant;
  if (const auto lost = find_lost_header(config, name))
    return lost->fix() + " in line " + std::to_string(lost->section->line) + " of " + lost->section->path();
  const auto near = text::nearest(config.names(), name);
  return near.empty() ? "run latchkey list to see the profiles" : text::did_you_mean(near);
}

/// Requires exactly one of the two ways to name a source.
Result<void> check_source(const Profile& profile) {
  const bool linked = profile.has("source_profile");
  const auto* source = profile.text("credential_source");
  if (linked && source != nullptr) {
    return fail(Cause::source_conflict,
                "the profile \"" + profile.name + "\" contains both source_profile and credential_source",
                "remove " + profile.name_in_file("source_profile") + " or " +
                    profile.name_in_file("credential_source"),
                profile.origin_of("credential_source"));
  }
  if (!linked && source == nullptr) {
    return fail(
        Cause::source_missing,
        "partial credentials found in assume-role, missing: source_profile or credential_source (profile " +
            profile.name + " has role_arn)",
        "add " + profile.name_in_file("source_profile") + " = " +
            (has_static_keys(profile)
                 ? profile.name + ", as the keys are in the same profile"
                 : "NAME, naming the profile whose keys may assume " + *profile.text("role_arn")),
        profile.origin_of("role_arn"));
  }
  const std::vector<std::string> sources = {"Environment", "EcsContainer", "Ec2InstanceMetadata"};
  if (source != nullptr && std::find(sources.begin(), sources.end(), *source) == sources.end()) {
    const auto near = text::nearest(sources, *source);
    return fail(Cause::credential_source_invalid,
                "the credential source \"" + text::first_line(*source) + "\" referenced in profile \"" +
                    profile.name + "\" is not valid",
                "write " + profile.name_in_file("credential_source") + " = " +
                    (near.empty() ? "Environment, EcsContainer or Ec2InstanceMetadata" : near.front()),
                profile.origin_of("credential_source"));
  }
  return {};
}

}  // namespace

bool RolePlan::needs_code() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const RoleStep& step) { return step.mfa_serial.has_value(); });
}

bool has_role_settings(const Profile& profile) {
  return profile.has("role_arn") && !profile.has("web_identity_token_file");
}

RoleStep role_step(const Profile& profile) {
  RoleStep step;
  step.profile = profile.name;
  step.role_arn = *profile.text("role_arn");
  step.role_arn_name = profile.name_in_file("role_arn");
  step.mfa_serial_name = profile.name_in_file("mfa_serial");
  step.session_name = optional_text(profile, "role_session_name");
  step.external_id = optional_text(profile, "external_id");
  step.mfa_serial = optional_text(profile, "mfa_serial");
  // Text that is not a number is omitted from the request and the cache key, as in botocore.
  if (const auto* duration = profile.text("duration_seconds")) {
    step.duration_seconds = text::parse_int(*duration);
    step.duration_is_ignored = !step.duration_seconds;
  }
  return step;
}

Result<const RoleChain*> RoleChains::find(const std::string& name) {
  const Profile* profile = config_.find(name);
  if (profile == nullptr || !has_role_settings(*profile)) return nullptr;
  resolve(profile);
  const Entry& entry = entries_.at(profile);
  if (entry.failed_at != nullptr) return tl::unexpected(error_at(*entry.failed_at));
  if (entry.loops_at != nullptr) return loop(*profile, *entry.loops_at, entry.visited);
  // Its own keys end the chains of other profiles, but not its own chain.
  const bool ends_here = entry.chain.first->base == profile && entry.chain.length > 1;
  if (ends_here) return loop(*profile, *profile, entry.chain.length);
  return &entry.chain;
}

/// Follows the links to a resolved profile or one without a source, then fills in the entries backwards.
void RoleChains::resolve(const Profile* profile) {
  std::vector<Entry*> path;
  const Entry* known = nullptr;
  while (profile != nullptr) {
    Entry& entry = entries_[profile];
    if (entry.on_path) return close_loop(path, *entry.on_path);
    if (entry.is_done()) {
      known = &entry;
      break;
    }
    entry.chain.profile = profile;
    entry.on_path = path.size();
    path.push_back(&entry);
    const auto source = source_of(entry, *profile);
    if (!source) entry.failed_at = profile;
    profile = source ? *source : nullptr;
  }
  for (auto entry = path.rbegin(); entry != path.rend(); ++entry) {
    (*entry)->on_path.reset();
    if (known != nullptr) {
      extend(**entry, *known);
    } else if ((*entry)->failed_at == nullptr) {
      auto& chain = (*entry)->chain;
      chain.first = &chain;
      chain.with_device = chain.profile->text("mfa_serial") != nullptr ? &chain : nullptr;
    }
    known = *entry;
  }
}

/// The previous role profile; nullptr: none, the base credentials follow.
Result<const Profile*> RoleChains::source_of(Entry& entry, const Profile& profile) const {
  CHECK(config_.check(profile));
  CHECK(check_source(profile));
  if (profile.text("credential_source") != nullptr) return nullptr;
  const std::string& source_name = *profile.text("source_profile");
  const Profile* source = config_.find(source_name);
  if (source == nullptr) {
    if (suggested_for_ == nullptr) {
      suggested_for_ = &profile;
      suggestion_ = suggestion_for(config_, source_name);
    }
    return fail(Cause::source_profile_not_found,
                "the source_profile \"" + text::first_line(source_name) + "\" referenced in the profile \"" +
                    profile.name + "\" does not exist",
                suggested_for_ == &profile ? suggestion_ : "run latchkey list to see the profiles",
                profile.origin_of("source_profile"));
  }
  // Static keys of a source profile take precedence over its role_arn.
  if (!has_static_keys(*source) && has_role_settings(*source)) return source;
  CHECK(config_.check(*source));
  entry.chain.base = source;
  return nullptr;
}

void RoleChains::close_loop(const std::vector<Entry*>& path, std::size_t start) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    path[i]->on_path.reset();
    path[i]->loops_at = path[std::max(i, start)]->chain.profile;
    path[i]->visited = path.size() - std::min(i, start);
  }
}

/// Fills in the entry whose source is known.
void RoleChains::extend(Entry& entry, const Entry& source) const {
  entry.failed_at = source.failed_at;
  entry.loops_at = source.loops_at;
  entry.visited = source.visited + 1;
  if (source.failed_at != nullptr || source.loops_at != nullptr) return;
  auto& chain = entry.chain;
  chain.source = &source.chain;
  chain.first = source.chain.first;
  chain.with_device = chain.profile->text("mfa_serial") != nullptr ? &chain : source.chain.with_device;
  chain.length = source.chain.length + 1;
  if (chain.length > kLongestChain) entry.failed_at = chain.profile;
}

/// Why a profile is broken. Created on demand, because 300,000 profiles may be broken.
Error RoleChains::error_at(const Profile& profile) {
  Entry& entry = entries_.at(&profile);
  return entry.chain.length > kLongestChain ? too_long(profile) : source_of(entry, profile).error();
}

Error RoleChains::too_long(const Profile& profile) const {
  return {
      Cause::chain_too_long,
      "the source_profile chain of profile " + profile.name + " has more than " +
          std::to_string(kLongestChain) + " roles",
      "name a profile that is nearer to the end of the chain in " + profile.name_in_file("source_profile"),
      profile.origin_of("source_profile")};
}

tl::unexpected<Error> RoleChains::loop(const Profile& from, const Profile& again, std::size_t visited) const {
  constexpr std::size_t kMostNames = 20;
  std::vector<std::string> names;
  for (const auto* profile = &from; names.size() < std::min(visited, kMostNames);
       profile = config_.find(*profile->text("source_profile")))
    names.push_back(profile->name);
  if (visited > names.size()) names.push_back("... (" + std::to_string(visited - names.size()) + " more)");
  return fail(Cause::chain_loop,
              "infinite loop in credential configuration detected: profile " + again.name +
                  " has already been visited; visited profiles: " + text::join(names, " -> "),
              "name a profile with keys of its own in " + from.name_in_file("source_profile"),
              from.origin_of("source_profile"));
}

Result<std::optional<RolePlan>> plan_roles(const Config& config, const std::string& name) {
  RoleChains chains(config);
  TRY(const auto* chain, chains.find(name));
  if (chain == nullptr) return std::nullopt;
  RolePlan plan;
  const Profile& first = *chain->first->profile;
  if (const auto* source = first.text("credential_source")) plan.credential_source = *source;
  if (const auto* base = chain->first->base) plan.base_profile = base->name;
  plan.steps.reserve(chain->length);
  for (; chain != nullptr; chain = chain->source) plan.steps.push_back(role_step(*chain->profile));
  std::reverse(plan.steps.begin(), plan.steps.end());
  return plan;
}

}  // namespace latchkey
