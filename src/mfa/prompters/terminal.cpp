// SPDX-License-Identifier: Apache-2.0
#include "mfa/prompters/prompter.hpp"

namespace latchkey {

Result<std::optional<Secret>> terminal_prompter(PromptContext& context) {
  terminal::Question question;
  if (!context.note.empty()) question.above = context.note + '\n';
  if (!context.again) question.above += context.about() + '\n';
  question.prompt = context.prompt();
  question.next_code_in = context.next_code_in();
  question.wanted = context.wanted;
  const auto* kind = context.host.env.find("TERM");
  if (question.next_code_in.count() > 0 && (kind == nullptr || kind->empty() || *kind == "dumb")) {
    question.above = context.text();  // a terminal that cannot rewrite a line
    question.above.resize(question.above.size() - question.prompt.size());
    question.next_code_in = {};
  }
  auto answer = context.host.ask_hidden(question);
  if (answer) return *std::move(answer);
  if (answer.error().kind != ErrorKind::terminal) return tl::unexpected(std::move(answer.error()));
  context.no_terminal = answer.error().message;
  return std::nullopt;
}

}  // namespace latchkey
