// SPDX-License-Identifier: Apache-2.0
#include "cli/why/login.hpp"

#include "aws/cache/login_cache.hpp"
#include "aws/request/connection.hpp"
#include "cli/why/fix.hpp"
#include "cli/why/roles.hpp"

namespace latchkey::cli {

std::optional<WhyProblem> login_problem(const Setup& setup) {
  const Profile& profile = *setup.profile();
  const auto token = need_login_token(setup.host, profile.name, *profile.text("login_session"));
  if (!token) return WhyProblem{token.error(), std::nullopt, token.error().hint};
  if (!setup.region) {
    const auto place = *header_of(profile);
    return WhyProblem{
        {Cause::region_missing,
         "profile " + profile.name + ": no region is set, and a login session needs one to be renewed",
         "set region in the profile, or AWS_DEFAULT_REGION, or pass --region"},
        place,
        "add region = eu-west-1, or your own, below it"};
  }
  const auto connection = service_connection(setup, Service::signin, *setup.region, setup.region_origin);
  if (!connection) return WhyProblem{connection.error(), std::nullopt, connection.error().hint};
  return std::nullopt;
}

void explain_login(WhyReport& report, const Setup& setup) {
  const Profile& profile = *setup.profile();
  const auto& session = *profile.text("login_session");
  WhyCache cache;
  cache.profile = profile.name;
  cache.kind = WhyCache::Kind::login;
  cache.path = login_token_path(setup.host.env, session);
  report.tools = {{"other tools", false, "use and renew the same file, if they know aws login"}};
  const auto token = need_login_token(setup.host, profile.name, session);
  if (!token) return;  // the report's problem
  const bool lasts = token->lasts(report.now);
  cache.state = lasts ? CacheEntry::State::valid : CacheEntry::State::expiring;
  cache.expiration = token->credentials.expiration;
  report.caches = {std::move(cache)};
  report.verdict.reason =
      lasts ? "the login session's credentials last" : "the login session is renewed without one";
  if (!lasts) report.verdict.calls = {"CreateOAuth2Token to the AWS sign-in service"};
}

}  // namespace latchkey::cli
