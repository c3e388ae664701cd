// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "platform/system/environment.hpp"
#include <latchkey/error.hpp>

// Prints results on stdout, and messages for the user on stderr: "latchkey: error: ...", "latchkey: hint:
// ...".
namespace latchkey::cli {

/// Writes lines for the user to stdout at once, made printable. Errors: io - the disk is full, the reader has
/// exited.
Result<void> print(const std::string& text);
/// The indentation of json_text().
constexpr std::size_t kJsonIndent = 2;
/// JSON in the form of all commands: ASCII only, all other characters as \uXXXX, indented unless it is on one
/// line, with a line end.
std::string json_text(const nlohmann::ordered_json& value, bool on_one_line = false);
/// Writes `value` as JSON to stdout. Errors: as print().
Result<void> print_json(const nlohmann::ordered_json& value, bool on_one_line = false);
/// Writes text for programs, or with escape sequences, to stdout unchanged. Errors: as print().
Result<void> print_raw(std::string_view text);

/// Whether print() failed because stdout is a pipe whose reader has closed it.
bool output_reader_is_gone();

/// For commands that serve other programs: from now on a line for stderr is dropped when writing it would
/// block, because the reader of a pipe does not read or a terminal is stopped (Ctrl-S).
void drop_messages_that_block();

/// --quiet: from now on warnings and notices are dropped.
void silence_notices();

/// "latchkey: error: MESSAGE [CODE]", and the hint in a line of its own.
void show_error(const Error& error, const Environment& env);
/// {"code", "kind", "message", "hint", "origin"}: an error as --json prints it. "origin" has "file" and
/// "line", "variable" or "option", "profile" and "setting", each null if it does not apply; or is null.
nlohmann::ordered_json error_json(const Error& error);
/// Prints {"error": error_json()} for --json, unless something was printed (`why` prints a report).
void print_error_json(const Error& error);
void show_warning(const std::string& message, const Environment& env);
void show_notice(const std::string& message, const Environment& env);
void show_debug(const std::string& message);

}  // namespace latchkey::cli
