// SPDX-License-Identifier: Apache-2.0
#include "mfa/mfa_code.hpp"

#include <array>

#include "base/secret/secret_text.hpp"
#include "base/text.hpp"
#include "base/timestamp.hpp"
#include "base/try.hpp"
#include "mfa/mfa_settings.hpp"
#include "mfa/prompt_pause.hpp"
#include "mfa/prompters/prompter.hpp"
#include "mfa/used_codes.hpp"
#include "platform/process/command_line.hpp"

namespace latchkey {
namespace {

constexpr int kMostTries = 5;
constexpr std::size_t kDigits = 6;

constexpr std::array<Prompter*, 6> kPrompters = {process_prompter,  terminal_prompter, askpass_prompter,
                                                 pinentry_prompter, dialog_prompter,   remote_prompter};

/// Whether the prompter shows a window.
bool is_dialog(Prompter* prompter) {
  return prompter == askpass_prompter || prompter == pinentry_prompter || prompter == dialog_prompter;
}

/// Prompts through one prompter until the answer is a code. nullopt: this prompter is not available.
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

constexpr PausePolicy kDialogPauses{std::chrono::seconds{30}, std::chrono::seconds{300},
                                    std::chrono::seconds{600}};

tl::unexpected<Error> dialog_is_postponed(const CodeQuestion& question, const PromptPause::Pause& pause) {
  return fail(Cause::prompt_cancelled,
              "the dialog for " + text::printable(question.device) + " was cancelled " +
                  duration_text(pause.age) + " ago; the next one is shown in " + duration_text(pause.left) +
                  " at the earliest",
              "run latchkey login -p " + command_line_word(question.profile));
}

constexpr int kMostCodes = 3;
constexpr std::chrono::seconds kNoPerson{1};

/// A code that no process has sent yet. `refused`: STS has just rejected one. If a user typed it, it was
/// probably a typing error, and the code on the device is still valid.
Result<Secret> fresh_code(const Host& host, CodeQuestion& question, const UsedCodes& spent, bool refused) {
  for (int i = 0; i < kMostCodes; ++i) {
    const bool may_be_typo = refused && i == 0 && !question.answered_at_once;
    question.next_code_in = may_be_typo ? std::nullopt : spent.next_code_in();
    const auto asked_at = host.now();
    TRY(auto code, ask_for_code(host, question));
    question.answered_at_once = host.now() - asked_at < kNoPerson;
    const auto at = spent.spent_at(code);
    if (!at) return code;
    question.note = "that code was sent " + duration_text(host.now() - *at) +
                    " ago, and each works once; nothing was sent now";
  }
  return fail(Cause::code_invalid,
              refused ? "STS refused the MFA code for " + question.device + ", and no other one was entered"
                      : "no unused MFA code was entered for " + question.device,
              "wait until the device shows another code, then try again");
}

std::string refusal(const ServiceFailure& failure, int tries_left) {
  constexpr std::chrono::seconds kWindow{30};
  std::string note =
      "STS refused that code; if it was mistyped, type the one that the device shows, else its next one (" +
      std::to_string(tries_left) + (tries_left == 1 ? " try" : " tries") + " left)";
  if (failure.clock_ahead && std::chrono::abs(*failure.clock_ahead) > kWindow) {
    note += " (this machine's clock is " + duration_text(*failure.clock_ahead) +
            (failure.clock_ahead->count() > 0 ? " fast" : " slow") + ", and so are codes made on it)";
  }
  return note;
}

/// The result if this process was stopped at its prompt and another one replaced the lock.
Result<std::optional<CredentialsResult>> passed_over(const CodeQuestion& question,
                                                     const std::function<bool()>& is_there) {
  if (is_there()) return std::nullopt;
  return fail(Cause::prompt_cancelled,
              "another process prompts for the MFA code of " + question.device +
                  ", because this one was stopped; the code was not sent",
              "run it again");
}

}  // namespace

void CodeQuestion::set_endpoint(const Endpoint& sts) {
  endpoint = sts.identity;
  const bool is_named = sts.origin.kind == Origin::Kind::file && !is_identity_of_aws(sts.identity);
  shown_endpoint = is_named ? shown_identity(sts.identity) : std::string();
}

Secret code_in(const Secret& answer) {
  SecretText digits;
  for (const char c : answer.reveal()) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c < '0' || c > '9' || digits.size() == kDigits) return {};
    digits += c;
  }
  if (digits.size() != kDigits) return {};
  return digits;
}

Result<Secret> ask_for_code(const Host& host, const CodeQuestion& question) {
  TRY(const auto time, prompt_timeout(host.env));
  host.debug("mfa: asking for the code of " + text::first_line(question.device));
  PromptContext context(host, question, program_that_asks(host), time);
  int tries = kMostTries;
  const PromptPause cancelled(host, PromptPause::kDialog, question.device, kDialogPauses);
  for (auto* const prompter : kPrompters) {
    // latchkey login always shows the dialog.
    const bool may_be_early = is_dialog(prompter) && host.program != "latchkey login";
    if (const auto pause = may_be_early ? cancelled.current() : std::nullopt)
      return dialog_is_postponed(question, *pause);
    auto code = ask_prompter(*prompter, context, tries);
    if (!code && is_dialog(prompter) && code.error().cause == Cause::prompt_cancelled) cancelled.add();
    if (!code) return tl::unexpected(std::move(code).error());
    if (*code) {
      cancelled.reset();
      return **std::move(code);
    }
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

Result<std::optional<CredentialsResult>> call_with_code(
    const Host& host, CodeQuestion question, CodeReservation reservation,
    const std::function<bool()>& holds_lock, const std::function<CredentialsResult(const Secret& code)>& call,
    const std::function<bool()>& is_there) {
  for (const auto& doubt : question.preflight_warnings) host.warn(doubt);
  UsedCodes spent(host, question.endpoint, question.device);
  for (int i = 1;; ++i) {
    TRY(const auto code, fresh_code(host, question, spent, i > 1));
    reservation.code.reset();
    if (!holds_lock()) return passed_over(question, is_there);
    CHECK(spent.mark_used(code));
    // Checked again: a later lock holder sees that the code is used.
    if (!holds_lock()) return passed_over(question, is_there);
    auto reply = call(code);
    const bool is_unchecked = !reply && (!reply.error().sent || reply.error().is_unauthenticated());
    // Another process that has the lock by now may have noted a code of its own.
    if (is_unchecked && holds_lock()) CHECK(spent.unmark_used(code));
    const bool is_wrong = !reply && reply.error().is_wrong_code();
    if (is_wrong && is_there()) return std::nullopt;
    if (!is_wrong || i == kMostCodes) return reply;
    question.note = refusal(reply.error(), kMostCodes - i);
    TRY(auto code_reservation, spent.reserve());
    reservation.code = std::move(code_reservation);
  }
}

}  // namespace latchkey
