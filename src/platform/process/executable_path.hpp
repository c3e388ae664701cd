// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "platform/system/environment.hpp"

namespace latchkey {

/// The absolute path of the program that runs as this process. nullopt: the system does not tell, or the file
/// is no longer there.
std::optional<std::string> own_program();

/// Whether `name`, looked up on the PATH of `environment`, is the program that runs as this process.
bool finds_own_program(const std::string& name, const Environment& environment);

}  // namespace latchkey
