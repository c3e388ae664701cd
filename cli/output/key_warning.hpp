// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey::cli {

/// Warns of keys that AWS will reject, as `latchkey why` says it: with quotes or a comment, exchanged, or
/// with a token that does not belong to them. Other tools hand them out in silence. For commands that a
/// person runs.
void warn_of_keys(const CommandInput& in, const Credentials& credentials);

}  // namespace latchkey::cli
