// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "providers/chain.hpp"
#include "providers/role_walk.hpp"

namespace latchkey {

Provider assume_role_provider;

namespace {

Result<Source> base_of(const ProviderInput& in, const RolePlan& plan) {
  const std::string& outer = plan.steps.front().profile;
  if (plan.credential_source.empty()) {
    TRY(auto source, find_base_of_profile(in.setup, plan.base_profile));
    if (source) return *std::move(source);
    return fail(
        ErrorKind::config, "the source profile \"" + plan.base_profile + "\" must have credentials",
        "add aws_access_key_id and aws_secret_access_key to it (it is the source_profile of " + outer + ")");
  }
  const auto none = [name = plan.credential_source, outer] {
    return fail(ErrorKind::missing,
                "no credentials found in credential_source " + name + " referenced in profile " + outer,
                name == "Environment" ? "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
                                      : "that source exists only inside AWS");
  };
  TRY(auto source, find_named_source(in.setup, plan.credential_source, outer));
  if (!source) return none();
  // Whether this machine is one with a role is known once it is asked.
  return Source{source->method, std::nullopt,
                [load = std::move(source->load), none](const LoadWish& wish) -> Result<Credentials> {
                  auto found = load(wish);
                  if (!found && found.error().kind == ErrorKind::missing) return none();
                  return found;
                }};
}

}  // namespace

/// Source: botocore/credentials.py:1535-1876.
Result<std::optional<Source>> assume_role_provider(const ProviderInput& in) {
  TRY(auto plan, plan_roles(in.setup.config, in.profile));
  if (!plan) return std::nullopt;
  TRY(auto base, base_of(in, *plan));
  Source source{"assume-role", std::move(plan), {}};
  source.load = [&setup = in.setup, roles = *source.roles, from = std::move(base)](const LoadWish& wish) {
    return RoleWalk(setup, roles, from, wish).credentials_after(roles.steps.size());
  };
  return source;
}

}  // namespace latchkey
