// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "platform/environment.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

struct ProcessOutput {
  int status = 0;  ///< exit status; 128+n after signal n
  std::string out;
  std::string err;
};

/// How a program could not be started.
struct StartFailure {
  bool found = false;  ///< false: no such program (shells answer 127); true: it cannot be executed (126)
  std::string detail;
};

/// Runs a program, found on PATH, with stdin inherited; captures what it writes. No shell.
/// At most `limit` bytes of each stream are kept.
tl::expected<ProcessOutput, StartFailure> run_captured(const std::vector<std::string>& arguments,
                                                       const Environment& environment,
                                                       std::size_t limit = 1U << 20U);

/// Whether an argument of that program may hold a line break: one of a .bat or .cmd file may not.
bool takes_line_breaks(const std::string& name, const Environment& environment);

/// Why a program could not be started, as far as that can be told without starting it. nullopt: it is there.
std::optional<StartFailure> look_for_program(const std::string& name, const Environment& environment);

/// Replaces this process by a program found on the PATH of `environment`. Returns only on failure.
StartFailure replace_process(const std::vector<std::string>& arguments, const Environment& environment);

}  // namespace latchkey
