// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <latchkey/session.hpp>

namespace latchkey::cli {

/// Warns about a profile variable that keys in the environment override, and about variables with which AWS
/// CLI v2 would use another profile or region than botocore and latchkey (docs/decisions/0007). Prints
/// nothing if an option overrides them or the values are equal. For commands that users run.
void warn_of_unread_variables(const SessionOptions& options, const Session& session);

}  // namespace latchkey::cli
