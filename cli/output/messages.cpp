// SPDX-License-Identifier: Apache-2.0
#include "cli/output/messages.hpp"

#include <cerrno>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "aws/config/shown_error.hpp"
#include "base/guard.hpp"
#include "base/text.hpp"
#include "cli/last_resort.hpp"
#include "platform/process/process_hardening.hpp"
#include "platform/terminal/terminal.hpp"

namespace latchkey::cli {
namespace {

bool has_printed = false;
bool reader_is_gone = false;
bool drops_what_blocks = false;

/// A line that cannot be written is lost.
void show(const std::string& text) {
  if (drops_what_blocks && terminal::error_would_block()) return;
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// The label in colour where that helps: on a terminal, unless NO_COLOR is set and not empty.
std::string label(const char* name, const char* colour, const Environment& env) {
  const bool plain = !terminal::error_is_terminal() || env.find_filled("NO_COLOR") != nullptr;
  return plain ? std::string(name) : std::string("\x1b[") + colour + 'm' + name + "\x1b[0m";
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

void show_error(const Error& error, const Environment& env) {
  if (is_out_of_memory(error)) return show_plain_error(error);
  std::string text = "latchkey: " + label("error:", "31", env) + ' ' +
                     text::printable(message_with_origin(error, env)) + '\n';
  if (!error.hint.empty())
    text += "latchkey: " + label("hint:", "36", env) + ' ' + text::printable(error.hint) + '\n';
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
  show("latchkey: " + label("warning:", "33", env) + ' ' + text::printable(message) + '\n');
}

void show_notice(const std::string& message) {
  show("latchkey: " + text::printable(message) + '\n');
}

void show_debug(const std::string& message) {
  show("latchkey: debug: " + text::printable(message) + '\n');
}

}  // namespace latchkey::cli
