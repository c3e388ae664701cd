// SPDX-License-Identifier: Apache-2.0
#include "mfa/code_question.hpp"

#include <array>

#include "base/try.hpp"
#include "mfa/prompt_timeout.hpp"
#include "mfa/prompters/prompter.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr int kMostTries = 5;
constexpr std::size_t kDigits = 6;

constexpr std::array<Prompter*, 6> kPrompters = {process_prompter,  terminal_prompter, askpass_prompter,
                                                 pinentry_prompter, dialog_prompter,   remote_prompter};

/// Asks one prompter until the answer is a code. nullopt: this prompter is not available.
Result<std::optional<Secret>> ask_prompter(Prompter& prompter, PromptContext& context, int& tries) {
  while (tries > 0) {
    TRY(const auto answer, prompter(context));
    if (!answer) return std::nullopt;
    if (auto code = code_in(*answer); !code.empty()) return code;
    --tries;
    context.again = true;
    context.note = "a code is six digits; nothing was sent";
  }
  return fail(Cause::code_invalid, "no MFA code of six digits was entered for " + context.question.device,
              "the code is what the device or app shows for this account");
}

}  // namespace

void CodeQuestion::set_endpoint(const Endpoint& sts) {
  endpoint = sts.identity;
  const bool is_named = sts.is_from_file && !is_identity_of_aws(sts.identity);
  shown_endpoint = is_named ? shown_identity(sts.identity) : std::string();
}

Secret code_in(const Secret& answer) {
  std::string digits;
  for (const char c : answer.reveal()) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c < '0' || c > '9' || digits.size() == kDigits) {
      wipe(digits);
      return {};
    }
    digits += c;
  }
  if (digits.size() != kDigits) wipe(digits);
  return Secret(std::move(digits));
}

Result<Secret> ask_for_code(const Host& host, const CodeQuestion& question) {
  TRY(const auto time, prompt_timeout(host.env));
  host.debug("mfa: asking for the code of " + question.device);
  PromptContext context(host, question, program_that_asks(host), time);
  int tries = kMostTries;
  for (auto* const prompter : kPrompters) {
    TRY(auto code, ask_prompter(*prompter, context, tries));
    if (code) return *std::move(code);
  }
  return fail(Cause::code_needed,
              "profile " + question.profile + " needs an MFA code, and " + context.no_terminal,
              "run latchkey login -p " + command_line_word(question.profile) + " in a terminal first");
}

Result<Secret> ask_here(const Host& host, const CodeQuestion& question, const std::string& program,
                        std::function<bool()> wanted) {
  TRY(const auto time, prompt_timeout(host.env));
  PromptContext context(host, question, program, time);
  context.wanted = std::move(wanted);
  int tries = kMostTries;
  TRY(auto code, ask_prompter(terminal_prompter, context, tries));
  if (code) return *std::move(code);
  return fail(Cause::code_needed, context.no_terminal, "run it in a terminal");
}

}  // namespace latchkey
