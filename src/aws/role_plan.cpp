// SPDX-License-Identifier: Apache-2.0
#include "aws/role_plan.hpp"

#include <algorithm>

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

RoleStep step_of(const Profile& profile) {
  RoleStep step;
  step.profile = profile.name;
  step.role_arn = *profile.text("role_arn");
  step.session_name = optional_text(profile, "role_session_name");
  step.external_id = optional_text(profile, "external_id");
  step.mfa_serial = optional_text(profile, "mfa_serial");
  // What is no number is dropped in silence, from the request and from the cache key.
  if (const auto* duration = profile.text("duration_seconds")) {
    step.duration_seconds = text::parse_int(*duration);
    step.duration_is_ignored = !step.duration_seconds;
  }
  return step;
}

/// One of the two ways to name a source, and only one.
Result<void> check_source(const Profile& profile) {
  const bool linked = profile.has("source_profile");
  const auto* source = profile.text("credential_source");
  if (linked && source != nullptr) {
    return fail(ErrorKind::config,
                "the profile \"" + profile.name + "\" contains both source_profile and credential_source",
                "remove one of the two");
  }
  if (!linked && source == nullptr) {
    return fail(
        ErrorKind::config,
        "partial credentials found in assume-role, missing: source_profile or credential_source (profile " +
            profile.name + " has role_arn)",
        "add source_profile = NAME, naming the profile whose keys may assume " + *profile.text("role_arn"));
  }
  constexpr std::string_view kSources[] = {"Environment", "EcsContainer", "Ec2InstanceMetadata"};
  if (source != nullptr &&
      std::find(std::begin(kSources), std::end(kSources), *source) == std::end(kSources)) {
    return fail(ErrorKind::config,
                "the credential source \"" + *source + "\" referenced in profile \"" + profile.name +
                    "\" is not valid",
                "it must be Environment, EcsContainer or Ec2InstanceMetadata, spelt like that");
  }
  return {};
}

tl::unexpected<Error> loop(const std::string& name, const std::vector<std::string>& visited) {
  return fail(ErrorKind::config,
              "infinite loop in credential configuration detected: profile " + name +
                  " has already been visited; visited profiles: " + text::join(visited, " -> "),
              "end the chain with a source_profile that has keys of its own");
}

}  // namespace

bool RolePlan::needs_code() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const RoleStep& step) { return step.mfa_serial.has_value(); });
}

bool has_role_settings(const Profile& profile) {
  return profile.has("role_arn") && !profile.has("web_identity_token_file");
}

Result<std::optional<RolePlan>> plan_roles(const Config& config, const std::string& name) {
  const Profile* profile = config.find(name);
  if (profile == nullptr || !has_role_settings(*profile)) return std::nullopt;

  RolePlan plan;
  std::vector<std::string> visited = {name};
  while (true) {
    CHECK(config.check(*profile));
    CHECK(check_source(*profile));
    plan.steps.push_back(step_of(*profile));
    if (const auto* source = profile->text("credential_source")) {
      plan.credential_source = *source;
      break;
    }
    const std::string& source_name = *profile->text("source_profile");
    const Profile* source = config.find(source_name);
    if (source == nullptr) {
      const auto near = text::nearest(config.names(), source_name);
      return fail(ErrorKind::config,
                  "the source_profile \"" + source_name + "\" referenced in the profile \"" + profile->name +
                      "\" does not exist",
                  near.empty() ? "run latchkey list to see the profiles"
                               : "did you mean " + text::join(near, " or ") + "?");
    }
    if (std::find(visited.begin(), visited.end(), source_name) != visited.end()) {
      const bool own_keys = source == profile && has_static_keys(*source);
      if (!own_keys) return loop(source_name, visited);
    }
    visited.push_back(source_name);
    // Static keys of a source profile count before its own role_arn.
    if (has_static_keys(*source) || !has_role_settings(*source)) {
      CHECK(config.check(*source));
      plan.base_profile = source_name;
      break;
    }
    profile = source;
  }
  std::reverse(plan.steps.begin(), plan.steps.end());
  return plan;
}

}  // namespace latchkey
