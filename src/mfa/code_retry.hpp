// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "aws/sts/sts.hpp"
#include "mfa/code_question.hpp"
#include "platform/files/files.hpp"

namespace latchkey {

/// What is reserved on the disk while a person types a code. Released right before it is written.
struct RoomForCode {
  std::optional<files::Room> code;   ///< for the note that the code is spent
  std::vector<files::Room> results;  ///< for what the code gives
};

/// Asks for a code, notes it as spent and makes `call` with it; up to three times while STS says that the
/// code was wrong. A code that was sent before, by whatever process, is not sent but asked for again. After a
/// refusal it looks with `is_there` first: where locks do not work between machines, another process may have
/// sent the same code. For the holder of the device's lock. The result: what STS answered last; nullopt: it
/// is there. Errors: what the question fails with; io - the code cannot be noted, and was not sent.
Result<std::optional<CredentialsResult>> call_with_code(
    const Host& host, CodeQuestion question, RoomForCode room,
    const std::function<CredentialsResult(const Secret& code)>& call, const std::function<bool()>& is_there);

}  // namespace latchkey
