// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/timestamp.hpp"
#include "cli/why/why.hpp"

namespace latchkey::cli {
namespace {

using diagnose::BaseKeys;
using diagnose::CacheFile;
using diagnose::Finding;
using diagnose::Place;
using diagnose::Report;

using WhyJson = nlohmann::ordered_json;

WhyJson filled_or_null(const std::string& text) {
  return text.empty() ? WhyJson() : WhyJson(text);
}

template <typename T>
WhyJson value_or_null(const std::optional<T>& value) {
  return value ? WhyJson(*value) : WhyJson();
}

WhyJson instant_or_null(const std::optional<TimePoint>& time) {
  return time ? WhyJson(isoformat({*time})) : WhyJson();
}

WhyJson left_or_null(const std::optional<TimePoint>& time, TimePoint now) {
  return time ? WhyJson(std::chrono::duration_cast<std::chrono::seconds>(*time - now).count()) : WhyJson();
}

WhyJson file_of(const Place& place) {
  return filled_or_null(place.path);
}

WhyJson line_of(const Place& place) {
  return place.line == 0 ? WhyJson() : WhyJson(place.line);
}

const char* word_of(ChainLink::State state) {
  switch (state) {
    case ChainLink::State::left_out:
      return "left_out";
    case ChainLink::State::not_set_up:
      return "not_set_up";
    case ChainLink::State::answers:
      return "answers";
    case ChainLink::State::broken:
      return "broken";
    case ChainLink::State::not_asked:
      return "not_asked";
  }
  return "";
}

const char* word_of(const CacheFile& cache, TimePoint now) {
  const bool is_over =
      cache.state == CacheEntry::State::expiring && cache.expiration && *cache.expiration <= now;
  return is_over ? "expired" : name_of(cache.state);
}

const char* word_of(CacheFile::Kind kind) {
  switch (kind) {
    case CacheFile::Kind::role:
      return "role";
    case CacheFile::Kind::login:
      return "login";
    case CacheFile::Kind::sso_token:
      return "sso_token";
    case CacheFile::Kind::sso_role:
      return "sso_role";
  }
  return "";
}

WhyJson settings_json(const Report& report) {
  auto list = WhyJson::array();
  for (const auto& setting : report.settings) {
    list.push_back({{"key", setting.key},
                    {"value", value_or_null(setting.value)},
                    {"profile", filled_or_null(setting.profile)},
                    {"file", file_of(setting.place)},
                    {"line", line_of(setting.place)},
                    {"counts", setting.ignored.empty()},
                    {"ignored", filled_or_null(setting.ignored)}});
  }
  return list;
}

WhyJson chain_json(const Report& report) {
  auto list = WhyJson::array();
  for (const auto& link : report.chain) {
    list.push_back({{"provider", name_of(link.provider)},
                    {"state", word_of(link.state)},
                    {"problem", link.error ? WhyJson(link.error->message) : WhyJson()},
                    {"hint", link.error ? filled_or_null(link.error->hint) : WhyJson()}});
  }
  return list;
}

WhyJson roles_json(const Report& report) {
  auto list = WhyJson::array();
  for (const auto& role : report.roles) {
    list.push_back({{"profile", role.profile},
                    {"role_arn", role.role_arn},
                    {"mfa_serial", value_or_null(role.mfa_serial)},
                    {"duration_seconds", value_or_null(role.duration_seconds)},
                    {"role_session_name", value_or_null(role.session_name)},
                    {"has_external_id", role.external_id.has_value()}});
  }
  return list;
}

WhyJson caches_json(const Report& report) {
  auto list = WhyJson::array();
  for (const auto& cache : report.caches) {
    list.push_back({{"path", cache.path},
                    {"kind", word_of(cache.kind)},
                    {"profile", cache.profile},
                    {"role_arn", filled_or_null(cache.role_arn)},
                    {"state", word_of(cache, report.now)},
                    {"expiration", instant_or_null(cache.expiration)},
                    {"seconds_left", left_or_null(cache.expiration, report.now)},
                    {"problem", filled_or_null(cache.reason)},
                    {"other_key", filled_or_null(cache.other_key)},
                    {"used_by", filled_or_null(cache.used_by)}});
  }
  return list;
}

WhyJson keys_json(const std::optional<BaseKeys>& base) {
  if (!base) return {};
  return {{"profile", filled_or_null(base->profile)},
          {"credential_source", filled_or_null(base->credential_source)},
          {"source", filled_or_null(base->provider ? name_of(*base->provider) : "")},
          {"access_key_id", filled_or_null(base->access_key_id)}};
}

WhyJson session_json(const Report& report) {
  if (!report.session) return {};
  const auto& session = *report.session;
  return {{"device", session.device},
          {"access_key_id", filled_or_null(session.access_key_id)},
          {"expiration", instant_or_null(session.until)},
          {"seconds_left", left_or_null(session.until, report.now)},
          {"serves", session.until.has_value() && session.unused.empty()},
          {"unused", filled_or_null(session.unused)}};
}

WhyJson sso_json(const Report& report) {
  if (!report.sso) return {};
  const auto& [settings, token] = *report.sso;
  return {{"profile", settings.profile},
          {"session", value_or_null(settings.session.name)},
          {"start_url", settings.session.start_url},
          {"region", settings.session.region},
          {"account_id", settings.account_id},
          {"role_name", settings.role_name},
          {"expiration", instant_or_null(token.expiration)},
          {"seconds_left", left_or_null(token.expiration, report.now)},
          {"renews", token.renews},
          {"not_renewing", filled_or_null(token.not_renewing)},
          {"registration_expiration", instant_or_null(token.registration_expiration)}};
}

WhyJson problem_json(const std::optional<Finding>& problem) {
  if (!problem) return {};
  return {{"code", code_of(problem->error.cause)},
          {"message", problem->error.message},
          {"file", problem->place ? file_of(*problem->place) : WhyJson()},
          {"line", problem->place ? line_of(*problem->place) : WhyJson()},
          {"fix", problem->fix}};
}

}  // namespace

WhyJson why_json(const Report& report) {
  auto tools = WhyJson::array();
  for (const auto& tool : report.tools)
    tools.push_back({{"name", tool.name},
                     {"asks_for_code", tool.asks},
                     {"needs_sign_in", tool.signs_in},
                     {"words", tool.words}});
  WhyJson whole = {{"profile", report.profile},
                   {"chosen_by", report.chosen_by},
                   {"adopted", report.is_adopted},
                   {"region", value_or_null(report.region)},
                   {"region_from", value_or_null(report.region_from)},
                   {"endpoint", value_or_null(report.endpoint)},
                   {"endpoint_from", value_or_null(report.endpoint_from)},
                   {"settings", settings_json(report)},
                   {"notes", report.notes},
                   {"chain", chain_json(report)},
                   {"keys", keys_json(report.base)},
                   {"roles", roles_json(report)},
                   {"caches", caches_json(report)},
                   {"mfa_session", session_json(report)},
                   {"sso", sso_json(report)},
                   {"asks_for_code", report.forecast.asks},
                   {"may_ask_for_code", report.forecast.may_ask},
                   {"needs_sign_in", report.forecast.signs_in},
                   {"reason", report.forecast.reason},
                   {"calls", report.forecast.calls},
                   {"tools", std::move(tools)},
                   {"next", report.next},
                   {"problem", problem_json(report.problem)}};
  return whole;
}

}  // namespace latchkey::cli
