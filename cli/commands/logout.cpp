// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "aws/cache_key.hpp"
#include "aws/role_cache.hpp"
#include "base/try.hpp"
#include "cli/command.hpp"

namespace latchkey::cli {

Declare declare_logout;

namespace {

/// Forgets every role that the profile's plan leads through. Returns how many roles had an entry.
Result<int> forget(const CommandInput& in, const std::string& profile) {
  TRY(const auto plan, plan_roles(in.setup.config, profile));
  if (!plan) return 0;
  const RoleCache cache(in.setup.host);
  int roles = 0;
  for (const auto& step : plan->steps) {
    TRY(const int files, cache.forget(role_cache_key(step)));
    roles += files > 0 ? 1 : 0;
  }
  return roles;
}

}  // namespace

Run declare_logout(CLI::App& app) {
  auto all = std::make_shared<bool>(false);
  app.add_flag("--all", *all, "of every profile, not only the chosen one");
  app.footer(
      R"(Removes the entries of ~/.aws/boto/cache and ~/.aws/cli/cache that belong to the profile's roles, and no
other file. Credentials that a program already took stay good at AWS until they expire.
)");
  return [all](const CommandInput& in) -> Result<int> {
    int roles = 0;
    if (*all) {
      for (const auto& profile : in.setup.config.profiles()) {
        const auto forgotten = forget(in, profile.name);
        if (!forgotten && forgotten.error().kind == ErrorKind::io) return tl::unexpected(forgotten.error());
        if (!forgotten)
          in.setup.host.debug("logout: " + forgotten.error().message);  // no plan, so nothing cached
        roles += forgotten.value_or(0);
      }
    } else {
      TRY(const auto selection, select_profile(in.options.profile, in.setup.host.env, in.setup.config));
      const auto name = selection.profile_name();
      if (in.setup.config.find(name) == nullptr) {
        return fail(ErrorKind::missing, "no profile is chosen and there is no default",
                    "name one with --profile, or pass --all");
      }
      TRY(roles, forget(in, name));
    }
    CHECK(print(roles == 0 ? std::string("nothing was cached\n")
                           : "forgot the credentials of " + std::to_string(roles) +
                                 (roles == 1 ? " role\n" : " roles\n")));
    return 0;
  };
}

}  // namespace latchkey::cli
