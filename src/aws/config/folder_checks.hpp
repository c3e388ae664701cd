// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Checks the owners and modes of ~/.aws/latchkey, the folders in it and above it, and the shared caches. A
/// flaw of the latter, or one that this user cannot mend, is a warning. Errors: io.
Result<void> check_folders(const Host& host);

}  // namespace latchkey
