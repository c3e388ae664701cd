// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <algorithm>

#include "aws/config/shown_error.hpp"
#include "aws/config/sso_settings.hpp"
#include "base/timestamp.hpp"
#include "cli/output/page.hpp"
#include "cli/why/why.hpp"
#include "platform/system/clock.hpp"

namespace latchkey::cli {
namespace {

using diagnose::BaseKeys;
using diagnose::CacheFile;
using diagnose::Report;
using diagnose::with_short_paths;

std::string padded(const std::string& word, std::size_t width) {
  return word.size() < width ? word + std::string(width - word.size(), ' ') : word + ' ';
}

std::string until(const std::optional<TimePoint>& end, TimePoint now) {
  if (!end) return {};
  return "until " + local_time_text(*end, now) + " (" + duration_text(*end - now) + " left)";
}

/// "ops, named by --profile".
std::string profile_words(const Report& report) {
  const auto& by = report.chosen_by;
  return text::printable_name(report.profile) + (by == "argument"  ? ", named by --profile"
                                                 : by == "default" ? ", because nothing names another"
                                                                   : ", named by " + by);
}

void show_notes(Page& page, const Report& report) {
  for (const auto& note : report.notes) page.line(2, "note: " + note);
}

void show_profile(Page& page, const Report& report) {
  page.section("profile");
  page.line(2, profile_words(report));
  if (report.region)
    page.line(2, "region " + (report.region->empty() ? "(empty)" : *report.region) + ", from " +
                     report.region_from.value_or(""));
  else if (!report.chain.empty())  // otherwise none could be searched for
    page.line(2, "no region is configured");
  if (report.endpoint_from)
    page.line(2, "STS at " + report.endpoint.value_or("(not shown)") + ", from " + *report.endpoint_from);
  show_notes(page, report);
}

/// Indented lines below a value are usually another setting, which is shown as the problem.
std::string first_line(const std::string& value) {
  const auto end = value.find('\n');
  return end == std::string::npos ? value : value.substr(0, end) + " ... (continues on the next line)";
}

void show_settings(Page& page, const Report& report) {
  if (!report.settings.empty()) page.section("settings");
  std::string last = "-";
  for (const auto& setting : report.settings) {
    const bool is_variable = setting.profile.empty();
    const auto group =
        is_variable ? "environment" : setting.section + " in " + short_path(setting.place.path, report.home);
    if (group != last) page.line(2, group);
    last = group;
    const auto number = is_variable ? std::string() : std::to_string(setting.place.line);
    std::string line =
        is_variable ? "" : std::string(number.size() < 4 ? 4 - number.size() : 0, ' ') + number + "  ";
    line += setting.key + (setting.value ? " = " + first_line(*setting.value) : " (not shown)");
    if (!setting.ignored.empty()) line += " - ignored: " + setting.ignored;
    page.line(4, line);
  }
}

void show_chain(Page& page, const Report& report) {
  constexpr std::size_t kWidth = 31;
  if (report.chain.empty()) return;
  page.section("chain");
  std::size_t not_asked = 0;
  const bool has_answer = std::any_of(report.chain.begin(), report.chain.end(), [](const auto& link) {
    return link.state == ChainLink::State::answers || link.state == ChainLink::State::broken;
  });
  for (const auto& link : report.chain) {
    const auto name = padded(name_of(link.provider), kWidth);
    switch (link.state) {
      case ChainLink::State::left_out:
        page.line(2, name + "left out, as a profile was named");
        break;
      case ChainLink::State::not_set_up:
        page.line(2, name + "not set up");
        break;
      case ChainLink::State::answers:
        page.line(2, name + "answers");
        break;
      case ChainLink::State::broken:
        page.line(2, name + "broken, see below");
        break;
      case ChainLink::State::not_asked:
        // The end of the chain, without a result before it.
        if (&link == &report.chain.back() && not_asked == 0 && !has_answer)
          page.line(2, name + "left, and not queried here");
        else
          ++not_asked;
        break;
    }
  }
  if (not_asked > 0)
    page.line(2, padded("the " + std::to_string(not_asked) + " after it", kWidth) + "not asked");
}

void show_keys(Page& page, const BaseKeys& base) {
  const auto id = base.access_key_id.empty() ? std::string() : base.access_key_id + ", ";
  const auto from = base.provider ? name_of(*base.provider) : std::string("unknown");
  page.section("keys");
  if (!base.credential_source.empty())
    page.line(2, id + "by credential_source = " + base.credential_source);
  else
    page.line(2, id + "from " + from + (base.profile.empty() ? "" : ", profile " + base.profile));
}

void show_roles(Page& page, const Report& report) {
  if (report.roles.empty()) return;
  page.section("roles, in the order of assuming");
  for (const auto& role : report.roles) {
    page.line(2, role.role_arn + ", profile " + role.profile);
    page.line(4, role.mfa_serial ? "MFA device " + *role.mfa_serial : "no MFA device");
    std::string more = role.duration_seconds ? "lasts " + std::to_string(*role.duration_seconds) + " seconds"
                       : role.duration_is_ignored ? "lasts one hour, because duration_seconds is not a number"
                                                  : "lasts one hour, because duration_seconds is not set";
    const bool named = role.session_name && !role.session_name->empty();
    more += named ? ", session name " + *role.session_name : ", session name generated";
    page.line(4, more + (role.external_id ? ", with an external_id" : ""));
  }
}

/// A missing or broken token is the report's problem.
std::string login_words(const CacheFile& cache, TimePoint now) {
  if (cache.state == CacheEntry::State::valid)
    return "valid " + until(cache.expiration, now) + ": serves as it is until 5 minutes are left";
  return (*cache.expiration <= now ? "expired" : "valid " + until(cache.expiration, now)) +
         ": renewed without a question when it is used";
}

std::string sso_token_words(const SsoTokenStatus& token, TimePoint now) {
  if (!token.reason.empty()) return token.reason + "; other tools fail on it, latchkey login replaces it";
  if (!token.expiration) return "missing: not signed in";
  const auto life = token.lasts(now) ? "valid " + until(token.expiration, now) : std::string("expired");
  return life + (token.renews ? ": refreshed without a prompt when it is used"
                              : "; cannot be refreshed: " + token.not_renewing);
}

/// An entry that no tool uses for this profile.
std::string other_words(const CacheFile& cache, TimePoint now) {
  const bool lives = cache.expiration && *cache.expiration > now;
  return (lives ? "valid " + until(cache.expiration, now) : std::string("expired or broken")) +
         ", under another key, so not used here: " + cache.other_key;
}

std::string cache_words(const Report& report, const CacheFile& cache) {
  const auto now = report.now;
  if (!cache.other_key.empty()) return other_words(cache, now);
  if (cache.kind == CacheFile::Kind::login) return login_words(cache, now);
  if (cache.kind == CacheFile::Kind::sso_token) return sso_token_words(report.sso->token, now);
  switch (cache.state) {
    case CacheEntry::State::valid:
      return "valid " + until(cache.expiration, now) + ", with 15 minutes or more left";
    case CacheEntry::State::expiring:
      return cache.expiration && *cache.expiration <= now
                 ? "expired: ignored"
                 : "expiring, " + until(cache.expiration, now) +
                       ": ignored by other tools, with less than 15 minutes left";
    case CacheEntry::State::absent:
      return "not there";
    case CacheEntry::State::broken:
      return "broken: " + cache.reason + "; other tools fail on it, the next login replaces it";
    case CacheEntry::State::unreadable:
      return "unreadable: " + cache.reason;
    case CacheEntry::State::unused:
      return "not used by latchkey: " + cache.reason +
             (cache.used_by.empty() ? std::string() : "; " + cache.used_by + " uses it");
  }
  return {};
}

void show_sso(Page& page, const Report& report) {
  if (!report.sso) return;
  const auto& [settings, token] = *report.sso;
  const auto& session = settings.session;
  page.section("sign-in at IAM Identity Center");
  page.line(2, (session.name ? "sso-session " + *session.name + ", " : "") + session.start_url + " in " +
                   session.region);
  page.line(2, role_text(settings) + ", profile " + settings.profile);
  if (!session.name) page.line(2, "no sso-session: a sign-in cannot be refreshed");
  if (token.renews && token.registration_expiration)
    page.line(2, "the client that refreshes it: " + until(token.registration_expiration, report.now));
}

void show_caches(Page& page, const Report& report) {
  if (report.caches.empty()) return;
  page.section("caches");
  std::string last;
  for (const auto& cache : report.caches) {
    if (cache.role_arn != last && report.roles.size() > 1) page.line(2, "of " + cache.role_arn);
    last = cache.role_arn;
    page.line(2, short_path(cache.path, report.home));
    page.line(4, cache_words(report, cache));
  }
}

void show_session(Page& page, const Report& report) {
  if (!report.session) return;
  const auto& session = *report.session;
  page.section("MFA session");
  page.line(2, "device " + session.device);
  page.line(2, session.until
                   ? "lives " + until(session.until, report.now)
                   : "none" + (session.access_key_id.empty() ? "" : ", for keys " + session.access_key_id));
  if (!session.unused.empty())
    page.line(2, "not used: " + session.unused);
  else if (session.until)
    page.line(2, "serves this profile without a code");
}

std::string verdict_words(const Report& report) {
  const auto& forecast = report.forecast;
  return (forecast.signs_in  ? "a sign-in is needed: "
          : forecast.asks    ? "a code is needed: "
          : forecast.may_ask ? "a code may be needed: "
          : report.sso       ? "no sign-in is needed: "
                             : "no code is needed: ") +
         forecast.reason;
}

Style verdict_style(const Report& report) {
  return report.forecast.signs_in || report.forecast.asks ? Style::warning : Style::good;
}

void show_tools(Page& page, const Report& report) {
  for (const auto& tool : report.tools) page.line(2, padded(tool.name, 13) + tool.words);
}

void show_verdict(Page& page, const Report& report) {
  page.section("now");
  page.line(2, verdict_words(report), verdict_style(report));
  const auto& calls = report.forecast.calls;
  if (calls.empty()) page.line(2, std::string("nothing would be sent to ") + (report.sso ? "AWS" : "STS"));
  for (const auto& call : calls) page.line(2, "sends " + call);
  show_tools(page, report);
}

void show_problem(Page& page, const Report& report) {
  const auto& problem = *report.problem;
  page.section("broken", Style::bad);
  if (problem.place) page.line(2, short_place(*problem.place, report.home));
  page.line(2, with_short_paths(problem.error.message, report.home));
}

/// Whether the profile works, what other tools do with it, and what is unusual.
void show_summary(Page& page, const Report& report) {
  page.section("profile " + profile_words(report));
  if (report.problem) {
    const auto& place = report.problem->place;
    page.line(2, "broken" + (place ? " at " + short_place(*place, report.home) : std::string()), Style::bad);
    page.line(2, with_short_paths(report.problem->error.message, report.home));
  } else {
    page.line(2, verdict_words(report), verdict_style(report));
    show_tools(page, report);
  }
  show_notes(page, report);
}

void show_everything(Page& page, const Report& report) {
  show_profile(page, report);
  show_settings(page, report);
  show_chain(page, report);
  if (report.base && !report.problem) show_keys(page, *report.base);
  show_roles(page, report);
  if (report.problem) return show_problem(page, report);
  show_sso(page, report);
  show_caches(page, report);
  show_session(page, report);
  show_verdict(page, report);
}

}  // namespace

std::string why_text(const Report& report, bool is_verbose) {
  Page page;
  if (is_verbose)
    show_everything(page, report);
  else
    show_summary(page, report);
  page.last("next: " + report.next);
  return page.take();
}

}  // namespace latchkey::cli
