// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/environment.hpp"
#include <latchkey/error.hpp>

// Lines for the person, on stderr: "latchkey: error: ...", "latchkey: hint: ...".
namespace latchkey::cli {

void show_error(const Error& error, const Environment& env);
void show_warning(const std::string& message, const Environment& env);
void show_debug(const std::string& message);

}  // namespace latchkey::cli
