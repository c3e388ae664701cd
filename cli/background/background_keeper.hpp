// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "serve/renewal/keeper_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Makes sure that a process keeps the caches warm: the one that does so already, or `latchkey keep`, started
/// in the background and seen to run. Errors: io - it did not start; its log is named.
Result<RunningKeeper> start_keeper(const Setup& setup);

}  // namespace latchkey::cli
