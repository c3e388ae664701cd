// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "aws/sts.hpp"
#include "mfa/code_question.hpp"

namespace latchkey {

/// Asks for a code, notes it as spent and makes `call` with it; up to three times while STS says that the
/// code was wrong. A code that was sent before, by whatever process, is not sent but asked for again.
/// For the holder of the device's lock. The result: what STS answered last.
/// Errors: what the question fails with; io - the code cannot be noted, and was not sent.
Result<CredentialsResult> call_with_code(const Host& host, CodeQuestion question,
                                         const std::function<CredentialsResult(const Secret& code)>& call);

}  // namespace latchkey
