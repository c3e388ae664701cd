// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/login_cache.hpp"
#include "aws/request/connection.hpp"
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {

std::optional<Finding> unusable_login_token(const Facts& facts) {
  if (!facts.is_from(ProviderId::login)) return std::nullopt;
  const Setup& setup = facts.setup;
  const Profile& profile = *setup.profile();
  const auto token = need_login_token(setup.host, profile.name, *profile.text("login_session"));
  if (!token) return Finding{token.error(), std::nullopt, token.error().hint};
  if (!setup.region) {
    const auto place = *header_of(profile);
    return finding_at(
        {Cause::region_missing,
         "profile " + profile.name + ": no region is set, and a login session needs one to be renewed",
         "set region in the profile, or AWS_DEFAULT_REGION, or pass --region"},
        place, "add region = eu-west-1, or your own, below it");
  }
  const auto connection = service_connection(setup, Service::signin, *setup.region, setup.region_origin);
  if (!connection) return Finding{connection.error(), std::nullopt, connection.error().hint};
  return std::nullopt;
}

}  // namespace latchkey::diagnose
