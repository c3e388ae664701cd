// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <latchkey/session.hpp>

namespace latchkey::cli {

/// Warns of a profile variable that keys in the environment override, and of a variable by which AWS CLI v2
/// would take another profile or another region than botocore and we do (docs/decisions/0007). Says nothing
/// where an option or equal values settle it. For commands that a person runs.
void warn_of_unread_variables(const SessionOptions& options, const Session& session);

}  // namespace latchkey::cli
