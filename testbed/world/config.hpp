// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "world/world.hpp"

namespace testbed {

/// Reads the JSON of README.md. Throws std::runtime_error that names the JSON path of the mistake.
World parse_world(std::string_view json_text);

/// The same from a file; the message begins with its path.
World load_world(const std::string& path);

}  // namespace testbed
