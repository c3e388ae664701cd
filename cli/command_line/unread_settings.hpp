// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "aws/config/setup.hpp"

namespace latchkey::cli {

/// Warns about unread sections that would affect the credentials of the profiles `names`; empty: of any
/// profile.
void warn_of_unread_sections(const Host& host, const Config& config, const std::vector<std::string>& names);

/// The same for the selected profile and those behind it; also of settings that only other tools use, and of
/// misspelled ones.
void warn_of_unread_settings(const Setup& setup);

}  // namespace latchkey::cli
