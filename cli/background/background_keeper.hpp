// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include "serve/renewal/keeper_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Makes sure that a process keeps the caches warm: the one that does so already, or `latchkey keep`, started
/// in the background and seen to run. Errors: io - it did not start, with its own error; usage - as
/// check_keeper().
Result<RunningKeeper> start_keeper(const Setup& setup);

/// Whether `keeper` renews the roles of this configuration. Errors: usage - it was started with another one.
Result<void> check_keeper(const Setup& setup, const RunningKeeper& keeper);

}  // namespace latchkey::cli
