// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey::cli {

/// Warns of an access key ID that AWS will reject, as it has quotes, a comment or the secret in its place.
/// Other tools hand it out in silence. For commands that a person runs.
void warn_of_key_id(const CommandInput& in, const Credentials& credentials);

}  // namespace latchkey::cli
