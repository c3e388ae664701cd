// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/try.hpp"
#include "mfa/prompters/prompter.hpp"
#include "platform/process/subprocess.hpp"

namespace latchkey {

/// As in ssh: the text is the only argument, the output is the answer, and a failure means that the user
/// cancelled.
Result<std::optional<Secret>> askpass_prompter(PromptContext& context) {
  const auto* path = context.host.env.find_filled("LATCHKEY_ASKPASS");
  if (path == nullptr) return std::nullopt;
  if (context.question.answered_at_once) context.wait_for_next_code();
  context.host.debug("mfa: LATCHKEY_ASKPASS runs " + *path);
  auto text = context.text();
  if (!takes_line_breaks(*path, context.host.env)) std::replace(text.begin(), text.end(), '\n', ' ');
  auto program =
      context.host.start({*path, text}, context.host.env, context.deadline, Coprocess::Errors::shown);
  if (!program) {
    context.host.warn("LATCHKEY_ASKPASS cannot run: " + program.error().detail);
    return std::nullopt;
  }
  const auto ending = program->finish();
  TRY(const bool exited, has_exited(context, ending));
  if (!exited) return Secret();  // it is not a code
  if (ending.status != 0) return cancelled_at(context);
  return ending.out;
}

}  // namespace latchkey
