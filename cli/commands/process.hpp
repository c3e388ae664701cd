// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace latchkey::cli {

/// Runs `latchkey process`; app.cpp also runs it without parsing options (process_fast_path.hpp).
Result<int> run_process(const CommandInput& in);

}  // namespace latchkey::cli
