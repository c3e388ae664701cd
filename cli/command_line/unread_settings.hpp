// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include <latchkey/session.hpp>

namespace latchkey::cli {

/// Warns about unread sections that would affect the credentials of the profiles `names`; empty: of any
/// profile.
void warn_of_unread_sections(const Host& host, const Config& config, const std::vector<std::string>& names);

/// The same for the selected profile and those behind it; also of settings that only other tools use, and of
/// misspelled ones.
void warn_of_unread_settings(const Setup& setup);

/// Warns about a profile variable that keys in the environment override, and about variables with which AWS
/// CLI v2 would use another profile or region than botocore and latchkey (docs/decisions/0007). Prints
/// nothing if an option overrides them or the values are equal. For commands that users run.
void warn_of_unread_variables(const SessionOptions& options, const Session& session);

}  // namespace latchkey::cli
