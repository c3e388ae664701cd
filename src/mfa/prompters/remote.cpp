// SPDX-License-Identifier: Apache-2.0
#include "base/try.hpp"
#include "mfa/prompters/prompter.hpp"
#include "mfa/remote_prompt.hpp"
#include "platform/system/clock.hpp"

namespace latchkey {
namespace {

/// Whether a user could answer; otherwise waiting would only delay the error.
Result<bool> may_be_answered(const Host& host) {
  TRY(const auto setting, answer_setting(host.env));
  return setting ? *setting : host.has_open_terminal() || has_responder(host);
}

}  // namespace

Result<std::optional<Secret>> remote_prompter(PromptContext& context) {
  const auto& host = context.host;
  TRY(const bool possible, may_be_answered(host));
  if (!possible) return std::nullopt;
  auto question = context.question;
  question.note = context.note;
  if (context.next_code_at) question.next_code_in = context.next_code_in();
  auto box = post_prompt(host, question, context.program);
  if (!box) {
    host.debug("mfa: no question can wait: " + box.error().message);
    return std::nullopt;
  }
  const auto until = " (until " + local_clock_text(host.now() + context.deadline.left()) + ")";
  host.notice("waiting for the MFA code of " + question.device + ": run latchkey answer in a terminal" +
              until);
  if (host.notify_elsewhere) {
    host.notify_elsewhere(context.program + " waits for the MFA code of " + question.device +
                          ": run \"latchkey answer\"" + until);
  }
  Secret message;
  switch (box->receive(context.deadline, message)) {
    case AnswerChannel::Received::late:
      return prompt_timed_out(context);
    case AnswerChannel::Received::interrupted:
      return cancelled_at(context);
    case AnswerChannel::Received::message:
      break;
  }
  auto answer = answer_in(message);
  if (!answer) return cancelled_at(context);
  return *std::move(answer);
}

}  // namespace latchkey
