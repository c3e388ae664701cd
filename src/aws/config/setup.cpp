// SPDX-License-Identifier: Apache-2.0
#include "aws/config/setup.hpp"

#include "aws/config/paths.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey {
namespace {

void warn(const Host& host, const ownership::Flaw& flaw) {
  host.warn(flaw.what + "; " + flaw.hint);
}

}  // namespace

Result<void> check_folders(const Host& host) {
  const auto place = paths::place(host.env);
  TRY(const auto flaws, ownership::check_state(place, StateDirectory(host.env).path()));
  for (const auto& flaw : flaws) warn(host, flaw);
  for (const auto& folder : {paths::boto_cache(host.env), paths::cli_cache(host.env),
                             paths::sso_cache(host.env), paths::login_cache(host.env)}) {
    if (const auto flaw = ownership::flaw_of_shared_folder(place, folder)) warn(host, *flaw);
  }
  return {};
}

Result<Setup> load_setup(Host host) {
  CHECK(check_folders(host));
  TRY(auto config, load_config(host));
  return Setup{std::move(host), std::move(config), {}, std::nullopt};
}

void select_region(Setup& setup, const std::optional<std::string>& argument) {
  setup.region_argument = argument;
  auto found = find_region(argument, setup.settings());
  if (!found) return;
  setup.region = std::move(found->text);
  setup.region_origin = std::move(found->origin);
}

Result<Setup> make_setup(Host host, const std::optional<std::string>& profile,
                         const std::optional<std::string>& region) {
  TRY(auto setup, load_setup(std::move(host)));
  TRY(setup.selection, select_profile(profile, setup.host.env, setup.config));
  if (setup.selection.is_of_ended_run)
    setup.host.warn(std::string(kRefreshProfile) +
                    " is the profile of a latchkey exec --refresh that has ended: using " +
                    text::printable(setup.selection.profile_name()) + " (unset AWS_PROFILE)");
  if (setup.profile() != nullptr) CHECK(setup.config.check(*setup.profile()));
  select_region(setup, region);
  setup.host.debug("profile: " + setup.selection.profile_name() +
                   (setup.selection.is_explicit ? ", named by the caller"
                    : setup.selection.name      ? ", named by the environment"
                                                : ", since nothing names another"));
  setup.host.debug("region: " + (setup.region ? text::first_line(*setup.region) : "none configured"));
  return setup;
}

}  // namespace latchkey
