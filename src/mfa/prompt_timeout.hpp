// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// How long to wait for a person who is asked elsewhere than on this terminal, or for another process that
/// asks: LATCHKEY_TIMEOUT in seconds, else three minutes. Errors: config - it is no number from 1 to 3600.
Result<std::chrono::seconds> prompt_timeout(const Environment& env);

}  // namespace latchkey
