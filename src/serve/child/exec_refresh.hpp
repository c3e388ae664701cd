// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/process/subprocess.hpp"
#include <latchkey/session.hpp>

namespace latchkey {

/// Runs a program that refreshes the session's credentials from its own endpoint on 127.0.0.1 and uses
/// profiles through an overlay. Prompts at most once before the program starts, and later never on its
/// terminal. `latchkey`: this program, for prompts; empty: no prompts then. Errors: as
/// Session::credentials(); io - no port is available, or the overlay cannot be written.
Result<tl::expected<ProcessEnd, StartFailure>> run_refreshing(const Session& session,
                                                              const std::vector<std::string>& program,
                                                              const std::string& latchkey);

}  // namespace latchkey
