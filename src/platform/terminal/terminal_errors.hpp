// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <latchkey/error.hpp>

// How a question on a terminal ends without an answer, on all systems.
namespace latchkey::terminal {

inline tl::unexpected<Error> no_terminal() {
  return fail(Cause::no_terminal, "there is no terminal to ask on", "run latchkey login in a terminal first");
}

inline tl::unexpected<Error> cancelled() {
  return fail(Cause::prompt_cancelled, "no MFA code was entered", "run it again when the code is at hand");
}

}  // namespace latchkey::terminal
