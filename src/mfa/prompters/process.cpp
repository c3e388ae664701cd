// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompters/prompter.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

std::optional<Secret> useless(const PromptContext& context, const std::string& why) {
  context.host.warn("profile " + context.question.profile + ": mfa_process " + why);
  return std::nullopt;
}

}  // namespace

/// Runs mfa_process, even if there is a terminal. Runs it once, because a generator returns the same code
/// again. It may take half of the time, so that the user can be prompted in the rest.
Result<std::optional<Secret>> process_prompter(PromptContext& context) {
  if (!context.question.mfa_process) return std::nullopt;
  const auto words = split_command_line(*context.question.mfa_process);
  if (!words) return useless(context, "has a quote that is not closed");
  if (words->empty()) return std::nullopt;
  if (!context.question.note.empty())
    context.host.warn("profile " + context.question.profile + ": " + context.question.note);
  context.wait_for_next_code();
  context.host.debug("mfa: mfa_process runs " + words->front());
  auto program =
      context.host.start(*words, context.host.env, Deadline(std::chrono::milliseconds(context.timeout) / 2),
                         Coprocess::Errors::shown);
  if (!program) return useless(context, "cannot run: " + program.error().detail);
  const auto ending = program->finish();
  switch (ending.how) {
    case Coprocess::ReadResult::interrupted:
      return cancelled_at(context);
    case Coprocess::ReadResult::late:
      return useless(context, "took too long and was ended");
    case Coprocess::ReadResult::end:
      break;
    default:
      return useless(context, "prints more than a code");
  }
  if (ending.status != 0) return useless(context, "failed with status " + std::to_string(ending.status));
  if (code_in(ending.out).empty()) return useless(context, "printed no code of six digits");
  return ending.out;
}

}  // namespace latchkey
