// SPDX-License-Identifier: Apache-2.0
#include "diagnose/rules.hpp"

#include "aws/config/validation.hpp"
#include "diagnose/rules/misspelled_settings.hpp"
#include "diagnose/rules/rules.hpp"
#include "diagnose/settings.hpp"

namespace latchkey::diagnose {
namespace {

using Notes = std::vector<std::string>;

/// An SSO profile without the settings for the role: the machine's credentials would be used instead.
std::optional<std::string> note_of_half_sso(const Profile& profile, const std::string& home) {
  for (const auto* key : {"role_arn", "sso_account_id", "sso_role_name", "aws_access_key_id"}) {
    if (profile.has(key)) return std::nullopt;
  }
  const auto place = place_of(profile, "sso_session");
  if (!place) return std::nullopt;
  return "sso_session at " + short_place(*place, home) +
         " provides no credentials without sso_account_id and sso_role_name";
}

Notes keys_in_environment(const Facts& facts) {
  if (facts.setup.host.env.find_filled("AWS_ACCESS_KEY_ID") == nullptr) return {};
  if (takes_environment(facts))
    return {"the keys in the environment are used: credential_source = Environment"};
  if (facts.chosen_by == "argument")
    return {"the keys in the environment are ignored, because a profile was named"};
  if (facts.chosen_by != "default")
    return {"the keys in the environment come before profile " + facts.profile + ", which only " +
            facts.chosen_by + " names"};
  return {"the keys in the environment are used, because no profile was named"};
}

Notes notes_of_profiles(const Facts& facts) {
  Notes notes;
  for (const auto* profile : facts.linked) {
    if (auto note = duration_note(*profile, facts.home)) notes.push_back(*std::move(note));
    if (auto note = note_of_half_sso(*profile, facts.home)) notes.push_back(*std::move(note));
    for (const auto& setting : misspelled_settings(*profile)) notes.push_back(setting.text(facts.home));
    if (profile->is_adopted)
      notes.push_back("profile " + profile->name +
                      " is adopted: other tools obtain its credentials from latchkey");
  }
  return notes;
}

Notes notes_of_unread_sections(const Facts& facts) {
  Notes notes;
  for (const auto& unread : unread_sections_behind(facts)) {
    const Place place{unread.section->path(), unread.section->line};
    notes.push_back(short_place(place, facts.home) + ": " + unread.text() + "; " +
                    unread.fix(facts.setup.config));
  }
  return notes;
}

// The first finding is the one to correct, so causes precede consequences.
constexpr std::optional<Finding> (*kProblems[])(const Facts&) = {
    unreadable_value,
    continued_setting,
    broken_source,
    // The source of the credentials.
    unusable_sso_settings,
    invalid_sso_value,
    unusable_sso_connection,
    unusable_login_token,
    invalid_value,
    invalid_argument,
    invalid_key_pair,
    unusable_environment_keys,
    unusable_sts_connection,
    invalid_variable,
    unusable_state_folder,
    unusable_storage,
    // Programs and files for the credentials.
    empty_secret,
    unusable_program,
    unusable_web_identity_token,
};

constexpr Notes (*kNotes[])(const Facts&) = {
    ended_exec_notes,  keys_in_environment,  unusual_values, notes_of_unread_sections,
    notes_of_profiles, notes_of_other_tools, program_notes,  prompter_notes,
    sign_in_notes,     connection_notes,     cache_notes,    session_notes,
};

}  // namespace

std::optional<Finding> find_problem(const Facts& facts) {
  for (const auto rule : kProblems) {
    if (auto finding = rule(facts)) return finding;
  }
  return std::nullopt;
}

std::optional<Error> find_problem_of_survey(const Facts& facts) {
  auto finding = find_problem(facts);
  const bool is_nothing = !finding || finding->error.cause == Cause::no_credentials;
  return is_nothing ? std::nullopt : std::optional(std::move(finding->error));
}

Notes find_notes(const Facts& facts) {
  Notes notes;
  for (const auto rule : kNotes) {
    for (auto& note : rule(facts)) notes.push_back(std::move(note));
  }
  return notes;
}

}  // namespace latchkey::diagnose
