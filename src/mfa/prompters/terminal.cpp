// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompters/prompter.hpp"

namespace latchkey {

Result<std::optional<Secret>> terminal_rung(Asking& asking) {
  terminal::Question question;
  if (!asking.note.empty()) question.above = asking.note + '\n';
  if (!asking.again) question.above += asking.about() + '\n';
  question.prompt = asking.prompt();
  question.next_code_in = asking.next_code_in();
  question.wanted = asking.wanted;
  const auto* kind = asking.host.env.find("TERM");
  if (question.next_code_in.count() > 0 && (kind == nullptr || kind->empty() || *kind == "dumb")) {
    question.above = asking.text();  // one that cannot write a line anew
    question.above.resize(question.above.size() - question.prompt.size());
    question.next_code_in = {};
  }
  auto answer = asking.host.ask_hidden(question);
  if (answer) return *std::move(answer);
  if (answer.error().kind != ErrorKind::terminal) return tl::unexpected(std::move(answer.error()));
  asking.no_terminal = answer.error().message;
  return std::nullopt;
}

}  // namespace latchkey
