// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompters/prompter.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

std::optional<Secret> useless(const Asking& asking, const std::string& why) {
  asking.host.warn("profile " + asking.question.profile + ": mfa_process " + why);
  return std::nullopt;
}

}  // namespace

/// The code of a program, which is used even where there is a terminal. It is run once: what a generator
/// gives is not better the second time. It may take half of the time, so that a person can be asked in the
/// rest.
Result<std::optional<Secret>> process_rung(Asking& asking) {
  if (!asking.question.mfa_process) return std::nullopt;
  const auto words = split_command_line(*asking.question.mfa_process);
  if (!words) return useless(asking, "has a quote that is not closed");
  if (words->empty()) return std::nullopt;
  if (!asking.question.note.empty())
    asking.host.warn("profile " + asking.question.profile + ": " + asking.question.note);
  asking.wait_for_next_code();
  asking.host.debug("mfa: mfa_process runs " + words->front());
  auto program =
      asking.host.start(*words, asking.host.env, Deadline(std::chrono::milliseconds(asking.patience) / 2),
                        Dialogue::Errors::shown);
  if (!program) return useless(asking, "cannot run: " + program.error().detail);
  const auto ending = program->finish();
  switch (ending.how) {
    case Dialogue::Heard::interrupted:
      return cancelled_at(asking);
    case Dialogue::Heard::late:
      return useless(asking, "took too long and was ended");
    case Dialogue::Heard::end:
      break;
    default:
      return useless(asking, "prints more than a code");
  }
  if (ending.status != 0) return useless(asking, "failed with status " + std::to_string(ending.status));
  if (code_in(ending.out).empty()) return useless(asking, "printed no code of six digits");
  return ending.out;
}

}  // namespace latchkey
