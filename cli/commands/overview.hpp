// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/setup.hpp"
#include <latchkey/error.hpp>

namespace latchkey::cli {

/// `latchkey` without arguments: prints the profiles, the MFA sessions and the next step. Selects profiles in
/// `setup`. Errors: as print().
Result<void> print_overview(Setup& setup);

}  // namespace latchkey::cli
