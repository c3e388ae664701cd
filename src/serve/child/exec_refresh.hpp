// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/process/subprocess.hpp"
#include <latchkey/session.hpp>

namespace latchkey {

/// Runs a program that gets the session's credentials from an endpoint of its own on 127.0.0.1, again and
/// again for as long as it runs, and profiles through an overlay. Asks at most once before the program
/// starts, and afterwards not on its terminal. `latchkey`: this program, for questions; empty: there are none
/// then. Errors: as Session::credentials(); io - no port can be had, or the overlay cannot be written.
Result<tl::expected<ProcessEnd, StartFailure>> run_refreshing(const Session& session,
                                                              const std::vector<std::string>& program,
                                                              const std::string& latchkey);

}  // namespace latchkey
