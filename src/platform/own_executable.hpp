// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace latchkey {

/// The absolute path of the program that runs as this process. nullopt: the system does not tell, or the file
/// is no longer there.
std::optional<std::string> own_executable();

}  // namespace latchkey
