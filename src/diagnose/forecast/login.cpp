// SPDX-License-Identifier: Apache-2.0
#include "aws/cache/login_cache.hpp"
#include "diagnose/forecast/forecast.hpp"

namespace latchkey::diagnose {

void explain_login(Report& report, const Facts& facts) {
  const Setup& setup = facts.setup;
  const Profile& profile = *setup.profile();
  const auto& session = *profile.text("login_session");
  CacheFile cache;
  cache.profile = profile.name;
  cache.kind = CacheFile::Kind::login;
  cache.path = login_token_path(setup.host.env, session);
  report.tools = {{"other tools", false, "use and refresh the same file, if they support aws login"}};
  const auto token = need_login_token(setup.host, profile.name, session);
  if (!token) return;  // reported as the problem
  const bool lasts = token->lasts(report.now);
  cache.state = lasts ? CacheEntry::State::valid : CacheEntry::State::expiring;
  cache.expiration = token->credentials.expiration;
  report.caches = {std::move(cache)};
  report.forecast.reason =
      lasts ? "the login session's credentials last" : "the login session is renewed without one";
  if (!lasts) report.forecast.calls = {"CreateOAuth2Token to the AWS sign-in service"};
}

}  // namespace latchkey::diagnose
