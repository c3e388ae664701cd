// SPDX-License-Identifier: Apache-2.0
#include "cli/why/report.hpp"

#include "aws/config/paths.hpp"
#include "aws/request/endpoints.hpp"
#include "base/text.hpp"
#include "cli/why/fix.hpp"
#include "cli/why/login.hpp"
#include "cli/why/nothing.hpp"
#include "cli/why/roles.hpp"
#include "cli/why/shapes.hpp"
#include "cli/why/slips.hpp"
#include "cli/why/source.hpp"
#include "cli/why/sso.hpp"
#include "cli/why/web_identity.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey::cli {
namespace {

/// Who says which profile it is: "argument", a variable, "default".
std::string chooser(const std::optional<std::string>& argument, const Environment& env) {
  if (argument) return "argument";
  for (const auto* variable : {"AWS_DEFAULT_PROFILE", "AWS_PROFILE"}) {
    if (env.find(variable) != nullptr) return variable;
  }
  return "default";
}

void end_with(WhyReport& report, WhyProblem problem) {
  report.verdict = {false, "the profile is broken", {}};
  report.next = next_of(problem, report.home);
  report.problem = std::move(problem);
}

/// An SSO profile without its half that names the role: the machine's credentials would be taken instead.
std::optional<std::string> note_of_half_sso(const Profile& profile, const std::string& home) {
  for (const auto* key : {"role_arn", "sso_account_id", "sso_role_name", "aws_access_key_id"}) {
    if (profile.has(key)) return std::nullopt;
  }
  const auto place = place_of(profile, "sso_session");
  if (!place) return std::nullopt;
  return "sso_session at " + short_place(*place, home) +
         " gives no credentials without sso_account_id and sso_role_name";
}

/// Providers that call somebody on this machine.
/// The chain, without an answer that instance metadata may not have.
std::vector<ChainLink> shown_chain(const Setup& setup) {
  auto links = chain_links(setup);
  const auto source = find_source(setup);
  if (source && is_metadata_a_guess(setup, *source)) links.back().state = ChainLink::State::not_asked;
  return links;
}

/// What a person may stumble over though nothing is broken.
std::vector<std::string> notes_of(const Setup& setup, const WhyReport& report) {
  std::vector<std::string> notes;
  const auto& env = setup.host.env;
  const auto* id = env.find_filled("AWS_ACCESS_KEY_ID");
  if (id != nullptr && takes_environment(setup))
    notes.emplace_back("the keys in the environment count, by credential_source = Environment");
  else if (id != nullptr && report.chosen_by == "argument")
    notes.emplace_back("the keys in the environment do not count, as a profile was named");
  else if (id != nullptr && report.chosen_by != "default")
    notes.push_back("the keys in the environment come before profile " + report.profile + ", which only " +
                    report.chosen_by + " names");
  else if (id != nullptr)
    notes.emplace_back("the keys in the environment count, as no profile was named");
  for (auto& note : shape_notes(setup, report.home)) notes.push_back(std::move(note));
  for (const auto* profile : linked_profiles(setup.config, report.profile)) {
    const auto place = place_of(*profile, "duration_seconds");
    const auto* duration = profile->text("duration_seconds");
    const auto seconds = duration != nullptr ? text::parse_int(*duration) : std::nullopt;
    if (duration != nullptr && !seconds)
      notes.push_back("duration_seconds at " + short_place(*place, report.home) +
                      " is no number and is ignored; write duration_seconds = 3600");
    if (seconds && *seconds <= kLeastTimeLeft.count())
      notes.push_back("duration_seconds at " + short_place(*place, report.home) +
                      " is so short that no tool takes what is cached; write duration_seconds = 3600");
    if (auto note = note_of_half_sso(*profile, report.home)) notes.push_back(*std::move(note));
    for (const auto& slip : slips_of(*profile))
      notes.push_back(slip.key + " at " + short_place(slip.place, report.home) +
                      " is no setting of AWS or latchkey; write " + slip.meant + " if that is meant");
    if (profile->is_adopted)
      notes.push_back("profile " + profile->name + " is adopted: other tools get it from latchkey");
  }
  for (auto& note : program_notes(setup, report.home)) notes.push_back(std::move(note));
  return notes;
}

/// A setting that nobody reads may be why the profile does something else than its owner thinks.
std::optional<std::string> first_slip(const Setup& setup, const WhyReport& report) {
  for (const auto* profile : linked_profiles(setup.config, report.profile)) {
    for (const auto& slip : slips_of(*profile))
      return next_of({{}, slip.place, "write " + slip.meant + " in the place of " + slip.key}, report.home);
  }
  return std::nullopt;
}

std::string next_of_healthy(const Setup& setup, const WhyReport& report, ProviderId provider) {
  auto login = setup.profile() == nullptr ? std::string("latchkey login")
                                          : "latchkey login -p " + command_line_word(report.profile);
  if (provider == ProviderId::env && report.chosen_by != "default")
    return "unset AWS_ACCESS_KEY_ID, or name the profile with -p " + command_line_word(report.profile);
  if (const auto slip = first_slip(setup, report)) return *slip;
  if (report.verdict.asks || report.verdict.signs_in) return login;
  if (provider == ProviderId::sso) return next_of_sso(report, login);
  if (is_metadata_service(provider)) return "nothing to do here; latchkey whoami asks for the credentials";
  if (provider == ProviderId::custom_process)
    return "nothing to do here; latchkey whoami tries the program, which is not run for this";
  if (provider == ProviderId::web_identity) return "nothing to do, the profile works";
  bool is_missing = false;
  for (const auto& cache : report.caches) {
    const bool is_own = cache.other_key.empty() && cache.profile == setup.selection.profile_name();
    is_missing = is_missing || (is_own && cache.state != CacheEntry::State::valid);
  }
  return is_missing ? login + " (asks nothing)" : "nothing to do, the profile works";
}

/// A profile without a role: its own keys, a session of them, a program, or the environment.
void explain_keys(WhyReport& report, const Setup& setup, const CredentialSource& source) {
  report.base = why_base(setup, std::nullopt);
  auto& verdict = report.verdict;
  if (source.provider == ProviderId::mfa_session) {
    report.session = why_session(setup, std::nullopt, *report.base);
    verdict.asks = !report.session->until;
    verdict.reason = verdict.asks ? "there is no MFA session" : "the MFA session lives";
    if (verdict.asks) verdict.calls = {"GetSessionToken with the code of " + report.session->device};
    report.tools = {
        {"other tools", false, "use the bare keys, without MFA; latchkey exec gives them the session"}};
    return;
  }
  if (source.provider == ProviderId::login) {
    explain_login(report, setup);
    return;
  }
  if (source.provider == ProviderId::sso) {
    explain_sso(report, setup);
    return;
  }
  if (source.provider == ProviderId::web_identity) {
    explain_web_identity(report, setup);
    return;
  }
  if (is_metadata_service(source.provider)) {
    const auto who = description_of(source.provider);
    verdict.reason = "nothing else is configured, so " + who + " is asked, though not by this command";
    verdict.calls = {"a question to " + who};
    report.tools = {{"other tools", false, "ask there, too"}};
    return;
  }
  const bool is_program = source.provider == ProviderId::custom_process;
  verdict.reason = is_program ? "a program gives the credentials" : "the keys need no code";
  report.tools = {{"other tools", false, is_program ? "run the same program" : "find the same keys"}};
}

void explain_source(WhyReport& report, const Setup& setup) {
  const auto source = find_source(setup);
  if (!source || is_metadata_a_guess(setup, *source)) return;
  if (!source->roles) {
    explain_keys(report, setup, *source);
  } else {
    const auto states = look_up(*source->roles, RoleCache(setup.host, sts_identity(setup)));
    report.base = why_base(setup, source->roles);
    report.roles = source->roles->steps;
    report.caches = why_caches(setup, states);
    report.session = why_session(setup, source->roles, *report.base);
    report.verdict =
        why_role_verdict(setup, *source->roles, states, report.session ? &*report.session : nullptr);
    report.tools = why_role_tools(states, report.is_adopted, report.verdict, report.now);
    explain_sso_behind(report, setup, *source, states);
    explain_web_identity_behind(report, setup, *source, states);
  }
  report.next = next_of_healthy(setup, report, source->provider);
}

}  // namespace

WhyReport why_report(const Host& host, const SessionOptions& options) {
  WhyReport report;
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
  report.settings = settings_behind(*setup);
  if (!selection) {
    end_with(report, explain_missing_profile(*setup, report.profile, report.chosen_by, selection.error()));
    return report;
  }
  select_region(*setup, options.region);
  report.is_adopted = setup->profile() != nullptr && setup->profile()->is_adopted;
  report.region = setup->region;
  report.region_from = region_origin(*setup, options.region, report.home);
  report.endpoint_from = endpoint_origin(*setup, report.home);
  const auto endpoint =
      sts_endpoint(setup->region, setup->settings(), host.env, setup->config, setup->profile());
  if (endpoint && endpoint->url.find_first_of("@?") == std::string::npos) report.endpoint = endpoint->url;
  report.notes = notes_of(*setup, report);
  report.chain = shown_chain(*setup);
  auto problem = find_problem(*setup);
  if (!problem) problem = source_problem(*setup);
  explain_source(report, *setup);
  if (problem) end_with(report, *std::move(problem));
  return report;
}

}  // namespace latchkey::cli
