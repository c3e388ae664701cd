// SPDX-License-Identifier: Apache-2.0
#include "cli/output/messages.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "aws/config/paths.hpp"
#include "aws/config/shown_error.hpp"
#include "base/guard.hpp"
#include "base/text.hpp"
#include "cli/last_resort.hpp"
#include "cli/output/style.hpp"
#include "diagnose/finding.hpp"
#include "platform/process/process_hardening.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {
namespace {

bool has_printed = false;
bool reader_is_gone = false;
bool drops_what_blocks = false;
bool is_quiet = false;

/// Ignores write errors.
void show(const std::string& text) {
  if (drops_what_blocks && terminal::error_would_block()) return;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// Printable, with "~" for the home folder: but not in a hint, which a message may contain behind "; ". A
/// hint is typed or written into a file, where nothing expands "~".
std::string shown(const std::string& message, const Environment& env) {
  const auto end = std::min(message.find("; "), message.size());
  return text::printable(diagnose::with_short_paths(message.substr(0, end), paths::home(env)) +
                         message.substr(end));
}

/// "latchkey: error: " with the word in the colour of `style`.
std::string label(const char* word, Style style) {
  return "latchkey: " + painted(word, style, error_has_colours()) + ' ';
}

}  // namespace

std::string json_text(const nlohmann::ordered_json& value, bool on_one_line) {
  return value.dump(on_one_line ? -1 : static_cast<int>(kJsonIndent), ' ', true,
                    nlohmann::ordered_json::error_handler_t::replace) +
         '\n';
}

Result<void> print(const std::string& text) {
  return print_raw(text::printable_lines(text));
}

Result<void> print_json(const nlohmann::ordered_json& value, bool on_one_line) {
  return print_raw(json_text(value, on_one_line));
}

Result<void> print_raw(std::string_view text) {
  has_printed = has_printed || !text.empty();
  const bool written = has_standard_output() &&
                       std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                       std::fflush(stdout) == 0;
  if (written) return {};
  reader_is_gone = reader_is_gone || errno == EPIPE;
  return fail(Cause::output_failed, "cannot write to standard output", "check the disk, or what reads it");
}

bool output_reader_is_gone() {
  return reader_is_gone;
}

void drop_messages_that_block() {
  drops_what_blocks = true;
}

void silence_notices() {
  is_quiet = true;
}

void show_error(const Error& error, const Environment& env) {
  if (is_out_of_memory(error)) return show_plain_error(error);
  const auto code = " [" + std::string(code_of(error.cause)) + ']';
  std::string text = label("error:", Style::bad) + shown(message_with_origin(error, env), env) +
                     painted(code, Style::faint, error_has_colours()) + '\n';
  if (!error.hint.empty()) text += label("hint:", Style::next) + text::printable(error.hint) + '\n';
  show(text);
}

nlohmann::ordered_json error_json(const Error& error) {
  using Json = nlohmann::ordered_json;
  const auto filled = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  const auto& origin = error.origin;
  const auto name_if = [&](Origin::Kind kind) { return origin.kind == kind ? Json(origin.name) : Json(); };
  Json place;
  if (origin.is_known()) {
    place = {{"file", name_if(Origin::Kind::file)},
             {"line", origin.line != 0 ? Json(origin.line) : Json()},
             {"variable", name_if(Origin::Kind::variable)},
             {"option", name_if(Origin::Kind::option)},
             {"profile", filled(origin.profile)},
             {"setting", filled(origin.setting)}};
  }
  return {{"code", code_of(error.cause)},
          {"kind", name_of(error.kind)},
          {"message", error.message},
          {"hint", filled(error.hint)},
          {"origin", std::move(place)}};
}

void print_error_json(const Error& error) {
  if (!has_printed) static_cast<void>(print_json({{"error", error_json(error)}}));
}

void show_warning(const std::string& message, const Environment& env) {
  if (!is_quiet) show(label("warning:", Style::warning) + shown(message, env) + '\n');
}

void show_notice(const std::string& message, const Environment& env) {
  if (!is_quiet) show("latchkey: " + shown(message, env) + '\n');
}

void show_debug(const std::string& message) {
  show("latchkey: debug: " + text::printable(message) + '\n');
}

}  // namespace latchkey::cli
