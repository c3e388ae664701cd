// SPDX-License-Identifier: Apache-2.0
#include "diagnose/report.hpp"

#include <algorithm>
#include <memory>

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/text.hpp"
#include "diagnose/forecast/forecast.hpp"
#include "diagnose/rules.hpp"
#include "diagnose/rules/explain.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/settings.hpp"
#include "platform/files/files.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::diagnose {
namespace {

/// How the profile is selected: "argument", a variable, "default".
std::string chooser(const std::optional<std::string>& argument, const Environment& env) {
  if (argument) return "argument";
  for (const auto* variable : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    if (env.find(variable) != nullptr) return variable;
  }
  return "default";
}

void end_with(Report& report, Finding problem) {
  report.forecast = {false, "the profile is broken", {}};
  report.next = next_step(problem, report.home);
  report.problem = std::move(problem);
}

/// A misspelled setting may explain unexpected behavior of the profile.
std::optional<Finding> misspelled_line(const Facts& facts) {
  for (const auto* profile : facts.linked) {
    for (const auto& found : misspelled_settings(*profile)) return Finding{{}, found.place, found.fix()};
  }
  return std::nullopt;
}

/// A section that is not read may explain unexpected behavior of the profile.
std::optional<Finding> misspelled_header(const Facts& facts) {
  for (const auto& unread : unread_sections_behind(facts)) {
    const bool is_region = unread.has_region && !facts.setup.region;
    if (unread.settings.empty() && !is_region) continue;
    return Finding{{}, Place{unread.section->path(), unread.section->line}, unread.fix(facts.setup.config)};
  }
  return std::nullopt;
}

/// A role that is too short for other tools to reuse what a login caches. nullopt: it is not, or latchkey
/// provides it to them.
std::optional<Finding> short_role(const Facts& facts) {
  constexpr long long kNeverReused = kLeastTimeLeft.count();
  const auto* plan = facts.roles();
  const bool is_short = plan != nullptr && plan->steps.back().duration_seconds == kNeverReused;
  if (!is_short || facts.setup.profile()->is_adopted) return std::nullopt;
  return Finding{
      {},
      place_of(*facts.setup.profile(), "duration_seconds"),
      "write duration_seconds = 3600, as other tools never reuse a role of 15 minutes; latchkey exec -p " +
          command_line_word(facts.profile) + " -- COMMAND works as it is"};
}

/// What the cached entry of the selected role has to be for a login to be of no use.
bool is_role_at_hand(const Facts& facts, const Report& report) {
  if (report.is_adopted && !facts.steps.empty()) return facts.steps.front().valid() != nullptr;
  return std::none_of(report.caches.begin(), report.caches.end(), [&](const CacheFile& cache) {
    const bool is_own = cache.other_key.empty() && cache.profile == facts.profile;
    return is_own && cache.state != CacheEntry::State::valid;
  });
}

/// Of a profile whose credentials are there.
std::string nothing_to_do(const Facts& facts, const Report& report) {
  if (report.blocked_calls) return next_step(*report.blocked_calls, facts.home);
  std::string works = "nothing to do, the profile works";
  if (facts.setup.region || facts.setup.host.env.find_filled("AWS_REGION") != nullptr) return works;
  return works +
         "; no region is configured, so name one to the tools that need it (region, AWS_DEFAULT_REGION, "
         "--region)";
}

std::string next_step_of_healthy(const Facts& facts, const Report& report) {
  const Setup& setup = facts.setup;
  const auto provider = facts.source()->provider;
  auto login = setup.profile() == nullptr ? std::string("latchkey login")
                                          : "latchkey login -p " + command_line_word(report.profile);
  if (provider == ProviderId::env && report.chosen_by != "default")
    return "unset AWS_ACCESS_KEY_ID, or name the profile with -p " + command_line_word(report.profile);
  if (report.unread_line) return next_step(*report.unread_line, facts.home);
  if (const auto finding = short_role(facts)) return next_step(*finding, facts.home);
  if (report.forecast.asks || report.forecast.signs_in) return login;
  const auto& blocked = report.blocked_calls;
  if (blocked && blocked->error.cause != Cause::region_missing) return next_step(*blocked, facts.home);
  if (provider == ProviderId::sso) return next_step_of_sso(report, login);
  if (is_metadata_service(provider)) return "nothing to do here; latchkey whoami requests the credentials";
  if (bridged_profile(facts)) return nothing_to_do(facts, report);
  if (provider == ProviderId::custom_process)
    return "nothing to do here; latchkey whoami tries the program, which is not run for this";
  if (provider == ProviderId::web_identity || is_role_at_hand(facts, report))
    return nothing_to_do(facts, report);
  for (const auto& cache : report.caches) {
    const bool is_own = cache.other_key.empty() && cache.profile == facts.profile;
    if (is_own && files::is_there(cache.path) && !files::is_file(cache.path))
      return next_step({{}, std::nullopt, "move " + cache.path + " away, which is not a file"}, facts.home);
  }
  if (const auto& fault = facts.shared->storage_fault(setup.host.env))
    return next_step({*fault, std::nullopt, fault->hint}, facts.home);
  return login + (device_behind(facts) ? " (prompts only if the role requires MFA)" : " (does not prompt)");
}

/// The profile whose credentials latchkey itself provides, as the program of another one.
struct Bridge {
  std::string profile;
  Result<Setup> setup;
  std::optional<Facts> facts = std::nullopt;  ///< of `setup`; nullopt: it failed
};

/// nullptr: the profile does not run latchkey as its program.
std::unique_ptr<Bridge> resolve_bridge(const Facts& facts) {
  const auto profile = bridged_profile(facts);
  if (!profile) return nullptr;
  auto bridge =
      std::make_unique<Bridge>(Bridge{*profile, make_setup(facts.setup.host, *profile, std::nullopt)});
  if (bridge->setup) bridge->facts.emplace(resolve_facts(*bridge->setup, "argument"));
  return bridge;
}

void explain_source(Report& report, const Facts& facts, const Bridge* bridge);

void explain_bridge(Report& report, const Bridge& bridge) {
  if (!bridge.facts) return;  // the finding of find_problem_behind()
  Report behind;
  behind.now = report.now;
  behind.home = report.home;
  behind.profile = bridge.profile;
  behind.chosen_by = bridge.facts->chosen_by;
  explain_source(behind, *bridge.facts, nullptr);  // bridged_profile() follows bridges to the last
  report.forecast = std::move(behind.forecast);
  report.forecast.reason =
      "latchkey provides the credentials of profile " + bridge.profile + "; " + report.forecast.reason;
  report.session = std::move(behind.session);
  report.tools = {{"every tool", report.forecast.asks,
                   std::string("obtains them from latchkey") +
                       (report.forecast.asks      ? ", which prompts for the code"
                        : report.forecast.may_ask ? ", which may prompt for a code"
                                                  : ""),
                   report.forecast.signs_in}};
}

/// A profile without a role: its own keys, a session of them, a program, or the environment.
void explain_keys(Report& report, const Facts& facts, const Bridge* bridge) {
  const auto& source = *facts.source();
  report.base = base_keys(facts);
  auto& forecast = report.forecast;
  if (source.provider == ProviderId::mfa_session) {
    report.session = session_forecast(facts, *report.base);
    forecast.asks = !report.session->until;
    forecast.reason = forecast.asks ? "there is no MFA session" : "the MFA session is valid";
    if (forecast.asks) forecast.calls = {"GetSessionToken with the code of " + report.session->device};
    report.tools = {
        {"other tools", false, "use the access keys without MFA; latchkey exec provides the session"}};
    return;
  }
  if (source.provider == ProviderId::login) {
    explain_login(report, facts);
    return;
  }
  if (source.provider == ProviderId::sso) {
    explain_sso(report, facts);
    return;
  }
  if (source.provider == ProviderId::web_identity) {
    explain_web_identity(report, facts);
    return;
  }
  if (is_metadata_service(source.provider)) {
    const auto who = description_of(source.provider);
    forecast.reason = "nothing else is configured, so " + who + " is queried, but not by this command";
    forecast.calls = {"a question to " + who};
    report.tools = {{"other tools", false, "query it as well"}};
    return;
  }
  // A loop of bridges is a finding.
  if (bridge != nullptr && !unusable_program(facts)) {
    explain_bridge(report, *bridge);
    return;
  }
  const bool is_program = source.provider == ProviderId::custom_process;
  forecast.reason = is_program ? "a program gives the credentials" : "the keys need no code";
  if (device_beside_program(facts)) {
    report.session = session_forecast(facts, *report.base);
    if (report.session->until)
      forecast.reason = "the MFA session of the keys that the program prints is valid";
    report.tools = {
        {"other tools", false,
         "run the same program and use its keys without MFA; latchkey exec provides the session"}};
    return;
  }
  report.tools = {{"other tools", false, is_program ? "run the same program" : "find the same keys"}};
}

void explain_source(Report& report, const Facts& facts, const Bridge* bridge) {
  if (facts.source() == nullptr) return;
  if (facts.roles() == nullptr) {
    explain_keys(report, facts, bridge);
  } else {
    report.base = base_keys(facts);
    report.roles = facts.roles()->steps;
    report.caches = cache_files(facts, facts.steps);
    report.session = session_forecast(facts, *report.base);
    report.forecast = role_forecast(facts, report.session ? &*report.session : nullptr);
    report.tools = tool_forecasts(facts.steps, report.is_adopted, report.forecast, report.now,
                                  device_behind(facts).has_value());
    explain_sso_behind(report, facts);
    explain_web_identity_behind(report, facts);
  }
  report.unread_line = misspelled_header(facts);
  if (!report.unread_line) report.unread_line = misspelled_line(facts);
  report.blocked_calls = unusable_calls(facts);
  report.next = next_step_of_healthy(facts, report);
}

/// The lines below the first line of a value may be a secret that is indented by mistake.
void show_first_lines(Report& report) {
  if (report.region) report.region = text::first_line(*report.region);
  for (auto& role : report.roles) {
    role.role_arn = text::first_line(role.role_arn);
    if (role.mfa_serial) role.mfa_serial = text::first_line(*role.mfa_serial);
  }
  for (auto& cache : report.caches) cache.role_arn = text::first_line(cache.role_arn);
  if (report.session) report.session->device = text::first_line(report.session->device);
}

void describe_connection(Report& report, const Facts& facts) {
  report.region = facts.setup.region;
  if (report.region) report.region_from = shown_origin(facts.setup.region_origin, report.home);
  if (!facts.sts) return;
  if (facts.sts->is_configured()) report.endpoint_from = shown_origin(facts.sts->origin, report.home);
  if (facts.sts->url.find_first_of("@?") == std::string::npos) report.endpoint = facts.sts->url;
}

/// The problem of the profile, or of the one behind a bridge.
std::optional<Finding> find_problem_behind(const Facts& facts, const Bridge* bridge) {
  auto problem = find_problem(facts);
  if (problem || bridge == nullptr) return problem;
  if (bridge->facts) return find_problem(*bridge->facts);
  const auto& error = bridge->setup.error();
  return Finding{error, place_of(error.origin), error.hint};
}

}  // namespace

Report explain_profile(const Host& host, const SessionOptions& options) {
  Report report;
  report.now = host.now();
  report.home = paths::home(host.env);
  report.chosen_by = chooser(options.profile, host.env);
  report.profile = options.profile                 ? *options.profile
                   : report.chosen_by == "default" ? "default"
                                                   : *host.env.find(report.chosen_by);
  auto setup = load_setup(host);
  if (!setup) {
    end_with(report, explain_broken_file(setup.error()));
    return report;
  }
  const auto selection = select_profile(options.profile, host.env, setup->config);
  setup->selection = selection.value_or(Selection{report.profile, options.profile.has_value()});
  if (setup->selection.is_of_ended_run) {
    report.profile = setup->selection.profile_name();
    report.chosen_by = setup->selection.name ? kProfileVariable : "default";
  }
  select_region(*setup, options.region);
  const auto facts = resolve_facts(*setup, report.chosen_by);
  report.settings = settings_behind(facts);
  if (!selection) {
    end_with(report, explain_missing_profile(*setup, report.profile, report.chosen_by, selection.error()));
    return report;
  }
  report.is_adopted = setup->profile() != nullptr && setup->profile()->is_adopted;
  describe_connection(report, facts);
  report.notes = find_notes(facts);
  report.chain = facts.chain.links;
  // Whether instance metadata responds is known only after a call.
  if (facts.is_metadata_a_guess) report.chain.back().state = ChainLink::State::not_asked;
  const auto bridge = resolve_bridge(facts);
  explain_source(report, facts, bridge.get());
  if (auto problem = find_problem_behind(facts, bridge.get())) end_with(report, *std::move(problem));
  show_first_lines(report);
  return report;
}

}  // namespace latchkey::diagnose
