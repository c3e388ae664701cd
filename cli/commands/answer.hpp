// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mfa/remote_prompt.hpp"

namespace latchkey::cli {

/// Prompts here on behalf of the waiting process and sends it the code. A prompt that was answered elsewhere
/// is not an error.
Result<void> answer_one(const Host& host, const PendingQuestion& waiting);

}  // namespace latchkey::cli
