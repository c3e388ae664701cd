// SPDX-License-Identifier: Apache-2.0
#include "aws/config/shown_error.hpp"
#include "diagnose/rules/rules.hpp"
#include "mfa/forecast.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/remote_prompt.hpp"
#include "mfa/session_store.hpp"
#include "platform/files/files.hpp"
#include "sso/sign_in.hpp"

namespace latchkey::diagnose {
namespace {

/// Whether obtaining the credentials may need a lock between processes, a prompt or a program.
bool may_wait(const Facts& facts) {
  if (facts.source() == nullptr) return false;
  switch (facts.source()->provider) {
    case ProviderId::assume_role:
    case ProviderId::mfa_session:
    case ProviderId::web_identity:
    case ProviderId::custom_process:
    case ProviderId::sso:
    case ProviderId::login:
      return true;
    default:
      return false;
  }
}

/// A note about a program of a variable that cannot be run, so that the prompt skips it.
std::optional<std::string> note_of_prompter(const Facts& facts, const char* variable) {
  const auto& env = facts.setup.host.env;
  const auto* program = env.find_filled(variable);
  if (program == nullptr) return std::nullopt;
  const auto& failure = facts.shared->failure_of(*program, env);
  if (!failure) return std::nullopt;
  return std::string(variable) + " cannot be run: " + failure->detail + "; latchkey prompts in another way";
}

bool needs_prompt(const Facts& facts, const std::optional<MfaOrigin>& origin) {
  const auto& sessions = facts.shared->sessions(facts.setup.host);
  if (facts.role_chain == nullptr) return !origin || !session_of(sessions, *origin);
  return RoleForecasts(facts.setup, sessions).of(*facts.role_chain, facts.sts_identity()).asks;
}

}  // namespace

std::optional<Finding> invalid_variable(const Facts& facts) {
  if (!may_wait(facts)) return std::nullopt;
  const auto timeout = prompt_timeout(facts.setup.host.env);
  if (timeout || is_cached(facts)) return std::nullopt;
  const auto& error = timeout.error();
  return Finding{error, std::nullopt, "correct " + error.origin.name + ": " + error.hint};
}

std::optional<Finding> unusable_state_folder(const Facts& facts) {
  if (!facts.shared->has_state_file || !facts.has_device()) return std::nullopt;
  const auto& folder = facts.shared->state_folder;
  const Error error{Cause::file_unsafe, "a file is where latchkey's folder belongs", "move the file away",
                    Origin::file(folder)};
  return Finding{error, std::nullopt, "move " + folder + " away"};
}

std::optional<Finding> unusable_storage(const Facts& facts) {
  if (!facts.has_device()) return std::nullopt;
  const auto& host = facts.setup.host;
  auto fault = facts.shared->storage_fault(host.env);
  if (!fault && !facts.shared->has_session_obstacles(host)) return std::nullopt;
  const auto origin = mfa_origin(facts.setup, facts.shared->chains, facts.profile);
  if (!fault && origin) fault = SessionStore(host).obstacle(*origin);
  if (!fault || !needs_prompt(facts, origin)) return std::nullopt;
  return Finding{*fault, std::nullopt, fault->hint};
}

std::vector<std::string> prompter_notes(const Facts& facts) {
  std::vector<std::string> notes;
  const auto timeout = prompt_timeout(facts.setup.host.env);
  if (!timeout && may_wait(facts) && is_cached(facts))
    notes.push_back(message_with_origin(timeout.error(), facts.setup.host.env) +
                    "; the cached credentials work, and fetching new ones fails");
  if (!facts.has_device()) return notes;
  if (const auto answer = answer_setting(facts.setup.host.env); !answer)
    notes.push_back(answer.error().message + "; a prompt without a terminal fails");
  for (const auto* variable : {"LATCHKEY_ASKPASS", "LATCHKEY_PINENTRY"}) {
    if (auto note = note_of_prompter(facts, variable)) notes.push_back(*std::move(note));
  }
  return notes;
}

std::vector<std::string> sign_in_notes(const Facts& facts) {
  if (facts.sign_in() == nullptr) return {};
  const auto setting = signs_in_by_itself(facts.setup.host.env);
  if (setting) return {};
  return {message_with_origin(setting.error(), facts.setup.host.env) +
          "; commands that need a sign-in fail, latchkey login works"};
}

std::vector<std::string> cache_notes(const Facts& facts) {
  std::vector<std::string> notes;
  if (facts.role_chain != nullptr) {
    if (const auto& fault = facts.shared->storage_fault(facts.setup.host.env))
      notes.push_back(one_line(*fault, facts.setup.host.env));
  }
  for (const auto& step : facts.steps) {
    for (const auto& entry : step.entries) {
      if (entry.is_no_file)
        notes.push_back(entry.path + " is not a file, so no tool can store the role there; move it away");
    }
  }
  return notes;
}

std::vector<std::string> session_notes(const Facts& facts) {
  std::vector<std::string> notes;
  if (!facts.has_device()) return notes;
  for (const auto& broken : SessionStore(facts.setup.host).broken())
    notes.push_back(one_line(broken, facts.setup.host.env));
  return notes;
}

}  // namespace latchkey::diagnose
