// SPDX-License-Identifier: Apache-2.0
#include "aws/request/connection.hpp"

#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"

namespace latchkey::diagnose {
namespace {

Finding of_connection(const Facts& facts, const Error& error) {
  const auto& origin = error.origin;
  if (origin.kind == Origin::Kind::option)
    return {error, std::nullopt, "correct " + origin.name + ", or leave it out: " + error.hint};
  if (origin.kind == Origin::Kind::variable)
    return {error, std::nullopt, "correct " + origin.name + ", or unset it: " + error.hint};
  const auto place = place_of(origin);
  const auto* profile = facts.setup.profile();
  if (error.cause == Cause::region_missing && place && profile != nullptr)
    return {error, place,
            "add region = eu-west-1, or your own, " + below(facts.setup.config, *profile, *place)};
  return {error, place, error.hint};
}

}  // namespace

std::optional<Finding> unusable_sts_connection(const Facts& facts) {
  if (!facts.calls_sts()) return std::nullopt;
  const auto connection = sts_connection(facts.setup, facts.sts);
  return connection ? std::nullopt : std::optional(of_connection(facts, connection.error()));
}

std::optional<Finding> unusable_sso_connection(const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr) return std::nullopt;
  const auto connection = service_connection(facts.setup, Service::sso, settings->session.region,
                                             settings->session.region_origin);
  return connection ? std::nullopt : std::optional(of_connection(facts, connection.error()));
}

std::string below(const Config& config, const Profile& profile, const Place& place) {
  const bool in_config = place.path == config.config_path() && profile.config != nullptr;
  return "below [" + (in_config ? profile.config : profile.credentials)->name + ']';
}

}  // namespace latchkey::diagnose
