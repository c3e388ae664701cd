// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompters/prompter.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {

PromptContext::PromptContext(const Host& machine, const CodeQuestion& what, std::string who,
                             std::chrono::seconds time)
    : host(machine),
      question(what),
      program(std::move(who)),
      timeout(time),
      deadline(time),
      note(text::printable(what.note)) {
  if (what.next_code_in) next_code_at = machine.now() + *what.next_code_in;
}

std::chrono::seconds PromptContext::next_code_in() const {
  using std::chrono::seconds;
  if (!next_code_at) return seconds{0};
  return std::max(std::chrono::ceil<seconds>(*next_code_at - host.now()), seconds{0});
}

void PromptContext::wait_for_next_code() {
  using std::chrono::seconds;
  if (!next_code_at) return;
  auto left = next_code_in();
  if (left.count() > 0)
    host.notice("waiting " + std::to_string(left.count()) + " s for the next code of " + question.device);
  for (; left.count() > 0; left -= seconds{1}) host.sleep(seconds{1});
  next_code_at.reset();
  deadline = Deadline(timeout);  // the user could not answer earlier
}

std::string PromptContext::about() const {
  std::string line = "profile " + text::printable(question.profile);
  if (!question.role_arn.empty()) line += ", role " + text::printable(question.role_arn);
  if (!question.shown_endpoint.empty()) line += ", at " + text::printable(question.shown_endpoint);
  return line + ", for " + text::printable(program);
}

std::string PromptContext::prompt() const {
  return "Enter MFA code for " + text::printable(question.device) + ": ";
}

std::string PromptContext::text() const {
  std::string lines = note.empty() ? std::string() : note + '\n';
  lines += about() + '\n';
  if (const auto left = next_code_in(); left.count() > 0) {
    lines += "the current code is spent; the next one appears in " + std::to_string(left.count()) + " s\n";
  }
  return lines + prompt();
}

std::string program_that_asks(const Host& host) {
  const auto caller = host.caller ? host.caller() : std::string();
  return caller.empty() ? host.program : host.program + ", run by " + caller;
}

tl::unexpected<Error> prompt_timed_out(const PromptContext& context) {
  return fail(
      Cause::prompt_timeout,
      "no MFA code was entered for " + context.question.device + " within " + duration_text(context.timeout),
      "run latchkey login -p " + command_line_word(context.question.profile) +
          " in a terminal first, or set LATCHKEY_TIMEOUT to more seconds");
}

tl::unexpected<Error> cancelled_at(const PromptContext& context) {
  return fail(Cause::prompt_cancelled, "no MFA code was entered",
              "run it again, or latchkey login -p " + command_line_word(context.question.profile) +
                  " in a terminal first");
}

Result<bool> has_exited(const PromptContext& context, const Coprocess::Exit& ending) {
  switch (ending.how) {
    case Coprocess::ReadResult::late:
      return prompt_timed_out(context);
    case Coprocess::ReadResult::interrupted:
      return cancelled_at(context);
    default:
      return ending.how == Coprocess::ReadResult::end;
  }
}

bool has_display(const Environment& env) {
  return env.find_filled("DISPLAY") != nullptr || env.find_filled("WAYLAND_DISPLAY") != nullptr;
}

}  // namespace latchkey
