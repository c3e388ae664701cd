// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/cache/login_cache.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "diagnose/forecast/forecast.hpp"

namespace latchkey::diagnose {
namespace {

CacheFile token_row(const SignIn& sso) {
  CacheFile row;
  row.profile = sso.settings.profile;
  row.kind = CacheFile::Kind::sso_token;
  row.state = sso.token.state;
  row.path = sso.token.path;
  row.reason = sso.token.reason;
  row.expiration = sso.token.expiration;
  return row;
}

CacheFile role_row(const std::string& profile, const CacheEntry& entry, TimePoint now) {
  CacheFile row;
  row.profile = profile;
  row.kind = CacheFile::Kind::sso_role;
  row.state = entry.state;
  row.path = entry.path;
  row.reason = entry.reason;
  if (entry.credentials) row.expiration = entry.credentials->expiration;
  if (entry.state != CacheEntry::State::valid && serves_other_tools(entry, now)) row.used_by = "AWS CLI";
  return row;
}

/// Why a sign-in is necessary.
std::string why_signs_in(const SsoTokenStatus& token) {
  if (!token.reason.empty()) return token.reason;
  if (!token.expiration) return "not signed in";
  return "the sign-in has expired and cannot be refreshed: " + token.not_renewing;
}

std::string why_not(const SsoTokenStatus& token, TimePoint now) {
  const bool is_refreshed = token.state != CacheEntry::State::valid && token.renews;
  return is_refreshed ? "the sign-in is refreshed without a prompt"
                      : "the sign-in lasts for " + duration_text(*token.expiration - now);
}

/// The calls before the first AssumeRole.
std::vector<std::string> calls_of(const SignIn& sso) {
  std::vector<std::string> calls;
  if (sso.token.state != CacheEntry::State::valid && sso.token.renews)
    calls.emplace_back("CreateToken to IAM Identity Center, to refresh the sign-in");
  calls.push_back("GetRoleCredentials for " + role_text(sso.settings));
  return calls;
}

constexpr const char* kStuck = "until you sign in";

/// The forecast for a tool that reads the token and does the rest itself.
ToolForecast tool_with_token(const char* name, bool serves) {
  const std::string words =
      serves ? "finds the token and fetches the role itself" : std::string("fails ") + kStuck;
  return {name, false, words, !serves};
}

ToolForecast sdks_with_token(bool serves) {
  const std::string words =
      serves ? "find the token and fetch the role themselves" : std::string("fail ") + kStuck;
  return {"boto3, SDKs", false, words, !serves};
}

}  // namespace

void explain_sso(Report& report, const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr) return;
  report.sso = SignIn{*settings, sso_token_status(facts.setup.host, settings->session)};
  const auto& token = report.sso->token;
  const auto entry = sso_role_entry(facts.setup, *settings);
  report.caches = {token_row(*report.sso), role_row(settings->profile, entry, report.now)};
  const bool is_cached = entry.state == CacheEntry::State::valid;
  const bool serves = token.serves(report.now);
  auto& forecast = report.forecast;
  forecast.signs_in = !is_cached && !serves;
  if (is_cached) {
    forecast.reason = "the role is cached for " + duration_text(*entry.credentials->expiration - report.now) +
                      (serves ? "" : ", then a sign-in is needed");
  } else {
    forecast.reason = serves ? why_not(token, report.now) : why_signs_in(token);
    if (serves) forecast.calls = calls_of(*report.sso);
  }
  report.tools = {is_cached ? ToolForecast{"AWS CLI v2", false, "finds the role in cli/cache"}
                            : tool_with_token("AWS CLI v2", serves),
                  tool_with_token("SAM CLI", serves), sdks_with_token(serves)};
}

void explain_sso_behind(Report& report, const Facts& facts) {
  const auto* settings = facts.sign_in();
  if (settings == nullptr) return;
  const auto& steps = facts.steps;
  report.sso = SignIn{*settings, sso_token_status(facts.setup.host, settings->session)};
  const auto& token = report.sso->token;
  report.caches.push_back(token_row(*report.sso));
  const bool serves = token.serves(report.now);
  for (auto& tool : report.tools) {
    if (serves || tool.finds_role) continue;
    tool.signs_in = true;
    if (!tool.asks) tool.words = (tool.is_several ? "fail " : "fails ") + std::string(kStuck);
  }
  auto& forecast = report.forecast;
  for (const auto& step : steps) {
    if (step.valid() != nullptr) return;  // nothing before this one is needed
  }
  forecast.signs_in = !serves;
  if (serves) {
    if (!forecast.asks) forecast.reason = why_not(token, report.now);
    const auto calls = calls_of(*report.sso);
    forecast.calls.insert(forecast.calls.begin(), calls.begin(), calls.end());
  } else {
    forecast.reason = why_signs_in(token);
    forecast.calls.clear();
  }
}

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
  if (!token) return;  // the report's problem
  const bool lasts = token->lasts(report.now);
  cache.state = lasts ? CacheEntry::State::valid : CacheEntry::State::expiring;
  cache.expiration = token->credentials.expiration;
  report.caches = {std::move(cache)};
  report.forecast.reason =
      lasts ? "the login session's credentials last" : "the login session is renewed without one";
  if (!lasts) report.forecast.calls = {"CreateOAuth2Token to the AWS sign-in service"};
}

std::string next_step_of_sso(const Report& report, const std::string& login) {
  return report.sso->token.login_asks() ? login + " (opens a sign-in)" : "nothing to do, the profile works";
}

}  // namespace latchkey::diagnose
