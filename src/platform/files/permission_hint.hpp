// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// What a person does where the system keeps them from a file: the end of a hint, in this system's own words.
namespace latchkey::access_fix {

/// `path` may not be read, or the folder above it may not be entered.
std::string for_reading(const std::string& path);

/// `path` is there and is no program that may be run.
std::string for_running(const std::string& path);

}  // namespace latchkey::access_fix
