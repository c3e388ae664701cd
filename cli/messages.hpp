// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "platform/environment.hpp"
#include <latchkey/error.hpp>

// What the tool says: results on stdout; on stderr lines for the person, "latchkey: error: ...", "latchkey:
// hint: ...".
namespace latchkey::cli {

/// Writes a result to stdout at once. Errors: io - the disk is full, the reader is gone.
Result<void> print(const std::string& text);

void show_error(const Error& error, const Environment& env);
void show_warning(const std::string& message, const Environment& env);
void show_notice(const std::string& message);
void show_debug(const std::string& message);

}  // namespace latchkey::cli
