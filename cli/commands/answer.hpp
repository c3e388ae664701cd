// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mfa/remote_prompt.hpp"

namespace latchkey::cli {

/// Asks here as the asker would and hands the code over. A question that was settled elsewhere is no error.
Result<void> answer_one(const Host& host, const PendingQuestion& waiting);

}  // namespace latchkey::cli
