// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "aws/config/paths.hpp"
#include "aws/config/profile_rewrite.hpp"
#include "aws/config/role_plan.hpp"
#include "aws/config/setting_table.hpp"
#include "base/text.hpp"
#include "diagnose/rules.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "platform/process/command_line.hpp"
#include "providers/custom_process.hpp"

namespace latchkey::diagnose {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kProcess = "credential_process";

/// The correction for a program that cannot be started.
std::string program_fix(const Environment& env, const std::string& program, const StartFailure& failure) {
  const auto home = paths::home(env);
  if (program.compare(0, 2, "~/") == 0 && !home.empty())
    return "write " + home + program.substr(1) + " in the place of " + program + ", as no shell expands ~";
  if (program.find_first_of("~$") != std::string::npos)
    return "write the path itself in the place of " + program + ", as no shell expands ~ and $";
  const auto blank = program.find(' ');
  if (blank != std::string::npos && files::is_file(program.substr(0, blank)))
    return "remove the quotes around credential_process, which make one word of the program and its "
           "arguments";
  const auto equals = program.find('=');
  if (equals != std::string::npos && path_text::find_separator(program) > equals)
    return "write env before " + program.substr(0, equals) + "=, as no shell sets variables here";
  if (files::is_file(program)) return access_fix::for_running(program);
  if (failure.found) return "name a program that may be run in the place of " + program;
  if (path_text::find_separator(program) < program.size())
    return "write the path of a program that is there in the place of " + program;
  return "write the whole path of " + program + ", or put its folder on PATH";
}

/// The profile that a command line requests from latchkey. nullopt: it is another program, or names no
/// profile.
std::optional<std::string> profile_asked(const Facts& facts, const Words& words) {
  if (!facts.shared->is_latchkey(words.front(), facts.setup.host.env)) return std::nullopt;
  constexpr std::string_view kOption = "--profile";
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool is_alone = words[i] == kOption || words[i] == "-p";
    if (is_alone) return i + 1 < words.size() ? std::optional(words[i + 1]) : std::nullopt;
    if (words[i].compare(0, kOption.size() + 1, std::string(kOption) + '=') == 0)
      return words[i].substr(kOption.size() + 1);
  }
  return std::nullopt;
}

/// The profile whose credential_process runs when latchkey resolves a profile. nullptr: none.
const Profile* profile_that_runs(const Setup& setup, const std::string& name) {
  const auto plan = plan_roles(setup.config, name);
  if (!plan) return nullptr;
  const auto base = *plan ? (*plan)->base_profile : name;
  const auto source = find_base_of_profile(setup, base);
  const bool runs = source && *source && (*source)->provider == ProviderId::custom_process;
  return runs ? setup.config.find(base) : nullptr;
}

bool was_adopted(const Profile& profile) {
  return profile.has(adopted_name("role_arn"));
}

/// The process that adopt wrote, if the profile still has the other settings of adopt.
std::optional<std::string> adopted_again(const Profile& profile, const Words& words) {
  if (!was_adopted(profile)) return std::nullopt;
  return "write credential_process = " + process_line(words.front(), profile.name) +
         ", as latchkey adopt did, or remove the line to get the role back with latchkey release";
}

class CredentialProcessChain {
 public:
  explicit CredentialProcessChain(const Facts& facts) : facts_(facts), setup_(facts.setup) {}

  /// Follows the programs as long as they are latchkey.
  std::optional<Finding> problem_from(const Profile* profile) const {
    std::vector<const Profile*> seen;
    while (profile != nullptr) {
      const auto words = credential_process_words(setup_, profile->name);
      if (!words || !*words) return std::nullopt;  // reported by the chain
      if (std::find(seen.begin(), seen.end(), profile) != seen.end()) return of_loop(*profile, **words);
      seen.push_back(profile);
      const auto& program = (*words)->front();
      if (const auto& failure = facts_.shared->failure_of(program, setup_.host.env))
        return at(*profile, credential_process_not_started(profile->name, program, *failure),
                  program_fix(setup_.host.env, program, *failure));
      const auto asked = profile_asked(facts_, **words);
      if (!asked) return std::nullopt;
      if (setup_.config.find(*asked) == nullptr) return of_missing(*profile, **words, *asked);
      profile = profile_that_runs(setup_, *asked);
    }
    return std::nullopt;
  }

 private:
  Finding at(const Profile& profile, Error error, std::string fix) const {
    return finding_at(std::move(error), place_of(profile, kProcess), std::move(fix));
  }

  Finding of_loop(const Profile& profile, const Words& words) const {
    for (const auto& slip : misspelled_settings(profile)) {
      if (slip.meant == adopted_name("role_arn"))
        return {credential_process_loop(profile), slip.place, slip.fix()};
    }
    const auto again = adopted_again(profile, words);
    return at(profile, credential_process_loop(profile),
              again ? *again : "name another profile in it than " + profile.name + ", or remove it");
  }

  Finding of_missing(const Profile& profile, const Words& words, const std::string& asked) const {
    const auto near = facts_.wants_advice ? text::nearest(setup_.config.names(), asked) : Words();
    const auto again = adopted_again(profile, words);
    const Error error{
        Cause::process_profile_not_found,
        "profile " + profile.name + ": credential_process names profile " + asked + ", which is not there",
        near.empty() ? "latchkey list shows the profiles" : text::did_you_mean(near)};
    return at(profile, error,
              again          ? *again
              : near.empty() ? "name a profile that is there; latchkey list shows them"
                             : "write --profile " + command_line_word(near.front()));
  }

  const Facts& facts_;
  const Setup& setup_;
};

}  // namespace

std::optional<Finding> unusable_program(const Facts& facts) {
  const bool is_program = facts.key_source && facts.key_source->provider == ProviderId::custom_process;
  if (!is_program) return std::nullopt;
  return CredentialProcessChain(facts).problem_from(facts.setup.config.find(facts.key_source->profile));
}

std::optional<std::string> bridged_profile(const Facts& facts) {
  if (!facts.is_from(ProviderId::custom_process)) return std::nullopt;
  const Setup& setup = facts.setup;
  std::optional<std::string> found;
  std::vector<std::string> seen = {facts.profile};
  for (;;) {
    const auto words = credential_process_words(setup, seen.back());
    const auto asked = words && *words ? profile_asked(facts, **words) : std::nullopt;
    const bool is_new = asked && std::find(seen.begin(), seen.end(), *asked) == seen.end();
    if (!is_new || setup.config.find(*asked) == nullptr) return found;
    found = asked;
    const auto source = find_source_of_profile(setup, *asked);
    if (!source || !*source || (*source)->provider != ProviderId::custom_process) return found;
    seen.push_back(*asked);
  }
}

std::vector<std::string> program_notes(const Facts& facts) {
  const Setup& setup = facts.setup;
  std::vector<std::string> notes;
  for (const auto* profile : facts.linked) {
    const auto at = [&](const char* key) {
      return std::string(key) + " at " + short_place(*place_of(*profile, key), facts.home);
    };
    if (const auto* command = profile->text("mfa_process")) {
      constexpr const char* kThen = "; latchkey then prompts in another way";
      const auto words = split_command_line(*command);
      const auto failure = words && !words->empty() ? look_for_program(words->front(), setup.host.env)
                                                    : std::optional<StartFailure>();
      if (!words) notes.push_back(at("mfa_process") + " has a quote that is not closed" + kThen);
      if (failure)
        notes.push_back(at("mfa_process") + " cannot be run: " + failure->detail + kThen + "; " +
                        program_fix(setup.host.env, words->front(), *failure));
    }
    if (!was_adopted(*profile) || !profile->has(kProcess)) continue;
    notes.push_back(at(kProcess) + " is not the one that adopt wrote for " + profile->name +
                    ", so the role in the latchkey_ lines is ignored; remove that line to get the role " +
                    "back with latchkey release, or the latchkey_ lines to keep it");
  }
  return notes;
}

}  // namespace latchkey::diagnose
