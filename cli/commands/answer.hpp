// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "mfa/remote_prompt.hpp"

namespace latchkey::cli {

/// Prompts here on behalf of the waiting process and sends it the code. A prompt that was answered elsewhere
/// is not an error. `say` receives a sentence about what happened, without a line end.
Result<void> answer_one(const Host& host, const PendingPrompt& waiting,
                        const std::function<Result<void>(const std::string& line)>& say);

}  // namespace latchkey::cli
