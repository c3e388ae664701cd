// SPDX-License-Identifier: Apache-2.0
#include "mfa/code_question.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/try.hpp"

namespace latchkey {
namespace {

constexpr int kMostTries = 5;
constexpr std::size_t kDigits = 6;

/// The digits of an answer; empty if it is no code.
Secret digits_of(const Secret& answer) {
  std::string digits;
  for (const char c : answer.reveal()) {
    if (c == ' ' || c == '\t' || c == '\r') continue;
    if (c < '0' || c > '9' || digits.size() == kDigits) {
      wipe(digits);
      return {};
    }
    digits += c;
  }
  if (digits.size() != kDigits) wipe(digits);
  return Secret(std::move(digits));
}

}  // namespace

Result<Secret> ask_for_code(const Host& host, const CodeQuestion& question) {
  const std::string ask = "Enter MFA code for " + text::printable(question.device) + ": ";
  std::string before = "profile " + text::printable(question.profile) + ", for " + host.program + '\n';
  if (!question.note.empty()) before = question.note + '\n' + before;
  for (int i = 0; i < kMostTries; ++i) {
    host.debug("mfa: asking for the code of " + question.device);
    const auto answer = host.ask_hidden(before + ask);
    if (!answer && answer.error().kind == ErrorKind::terminal) {
      return fail(ErrorKind::terminal,
                  "profile " + question.profile + " needs an MFA code, and " + answer.error().message,
                  "run latchkey login -p " + question.profile + " in a terminal first");
    }
    if (!answer) return tl::unexpected(answer.error());
    if (auto code = digits_of(*answer); !code.empty()) return code;
    before = "a code is six digits; nothing was sent\n";
  }
  return fail(ErrorKind::cancelled, "no MFA code of six digits was entered for " + question.device,
              "the code is what the device or app shows for this account");
}

}  // namespace latchkey
