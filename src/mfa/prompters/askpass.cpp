// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "mfa/prompters/prompter.hpp"
#include "platform/process/process.hpp"

namespace latchkey {

/// As ssh does it: the text is the one argument, the answer its output, a failure means "no".
Result<std::optional<Secret>> askpass_rung(Asking& asking) {
  const auto* path = asking.host.env.find_filled("LATCHKEY_ASKPASS");
  if (path == nullptr) return std::nullopt;
  if (asking.question.answered_at_once) asking.wait_for_next_code();
  asking.host.debug("mfa: LATCHKEY_ASKPASS runs " + *path);
  auto text = asking.text();
  if (!takes_line_breaks(*path, asking.host.env)) std::replace(text.begin(), text.end(), '\n', ' ');
  auto program = asking.host.start({*path, text}, asking.host.env, asking.deadline, Dialogue::Errors::shown);
  if (!program) {
    asking.host.warn("LATCHKEY_ASKPASS cannot run: " + program.error().detail);
    return std::nullopt;
  }
  const auto ending = program->finish();
  switch (ending.how) {
    case Dialogue::Heard::late:
      return nobody_answered(asking);
    case Dialogue::Heard::interrupted:
      return cancelled_at(asking);
    case Dialogue::Heard::end:
      break;
    default:
      return Secret();  // whatever it is, it is no code
  }
  if (ending.status != 0) return cancelled_at(asking);
  return ending.out;
}

}  // namespace latchkey
