// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace latchkey::cli {

/// What `latchkey process` does; app.cpp also runs it without reading options (plain_process.hpp).
Result<int> run_process(const CommandInput& in);

}  // namespace latchkey::cli
