// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "serve/endpoint/server_lock.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// Starts `latchkey serve` with these arguments and variables in the background, and waits until it serves.
/// Errors: io - it did not; with what it said.
Result<RunningServer> start_server(const Setup& setup, const Environment& environment,
                                   std::vector<std::string> arguments);

/// The server of this user; if one is about to start, once it serves. nullopt: there is none.
std::optional<RunningServer> server_once_started(const Host& host);

/// Ends the server of this user, and waits until it has. nullopt: there was none. Errors: io - it does not
/// end.
Result<std::optional<RunningServer>> stop_server(const Host& host);

}  // namespace latchkey::cli
