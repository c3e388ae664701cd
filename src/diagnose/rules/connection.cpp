// SPDX-License-Identifier: Apache-2.0
#include "aws/request/connection.hpp"

#include "aws/config/shown_error.hpp"
#include "aws/request/partition.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/settings.hpp"

namespace latchkey::diagnose {
Finding at_connection(const Facts& facts, const Error& error) {
  const auto& origin = error.origin;
  if (origin.kind == Origin::Kind::option)
    return {error, std::nullopt, "correct " + origin.name + ", or leave it out: " + error.hint};
  if (origin.kind == Origin::Kind::variable)
    return {error, std::nullopt, "correct " + origin.name + ", or unset it: " + error.hint};
  const auto place = place_of(origin);
  const auto* profile = facts.setup.profile();
  if (error.cause == Cause::region_missing && facts.wants_advice) {
    for (const auto& unread : unread_sections_behind(facts)) {
      if (unread.has_region && unread.profile == profile)
        return {error, Place{unread.section->path(), unread.section->line}, unread.fix(facts.setup.config)};
    }
  }
  if (error.cause == Cause::region_missing && place && profile != nullptr)
    return {error, place,
            "add region = eu-west-1, or your own, " + below(facts.setup.config, *profile, *place)};
  const bool is_region = error.cause == Cause::region_invalid || error.cause == Cause::region_missing;
  if (!place || is_region) return {error, place, error.hint};
  return {error, place, "correct it, or remove the line: " + error.hint};
}

namespace {

/// `is_signed`: whether the call is signed.
std::optional<Finding> of_sts(const Facts& facts, bool is_signed) {
  const auto connection = sts_connection(facts.setup, facts.sts, is_signed);
  return connection ? std::nullopt : std::optional(at_connection(facts, connection.error()));
}

std::optional<Finding> of_sso(const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr) return std::nullopt;
  const auto connection = service_connection(facts.setup, Service::sso, settings->session.region,
                                             settings->session.region_origin);
  return connection ? std::nullopt : std::optional(at_connection(facts, connection.error()));
}

/// A region that latchkey does not know may be new.
std::vector<std::string> notes_of_unknown_region(const Facts& facts) {
  const auto& region = facts.setup.region;
  if (!region || !facts.is_at_aws() || region->find("fips") != std::string::npos) return {};
  const auto partition = partition_of(*region).name;
  if (partition.starts_with("aws-iso") || partition == "aws-eusc") return {};  // not in the list
  const auto likely = likely_region(*region);
  if (!likely && (is_public_region(*region) || region->ends_with("-global"))) return {};
  const auto where = shown_origin(facts.setup.region_origin, facts.home);
  return {(where.empty() ? "" : where + ": ") + "latchkey does not know region " + *region +
          (likely ? "; did you mean " + *likely + '?' : std::string())};
}

}  // namespace

std::optional<Finding> unusable_sts_connection(const Facts& facts) {
  const bool is_signed = facts.calls_sts();
  if (!is_signed && !facts.is_from(ProviderId::web_identity)) return std::nullopt;
  auto finding = of_sts(facts, is_signed);
  return finding && !is_cached(facts) ? std::move(finding) : std::nullopt;
}

std::optional<Finding> unusable_sso_connection(const Facts& facts) {
  auto finding = of_sso(facts);
  return finding && !is_cached(facts) ? std::move(finding) : std::nullopt;
}

std::optional<Finding> unusable_calls(const Facts& facts) {
  if (facts.source() == nullptr) return std::nullopt;
  if (auto finding = of_sso(facts)) return finding;
  return of_sts(facts, true);
}

std::vector<std::string> connection_notes(const Facts& facts) {
  const auto finding = unusable_calls(facts);
  if (!finding) return notes_of_unknown_region(facts);
  return {message_with_origin(finding->error, facts.setup.host.env) +
          "; so every call to AWS fails, as of latchkey whoami. Credentials that need no call work"};
}

std::string below(const Config& config, const Profile& profile, const Place& place) {
  const bool in_config = place.path == config.config_path() && profile.config != nullptr;
  return "below [" + (in_config ? profile.config : profile.credentials)->name + ']';
}

}  // namespace latchkey::diagnose
