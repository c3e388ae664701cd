// SPDX-License-Identifier: Apache-2.0
#include "cli/output/json_stream.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "cli/output/messages.hpp"

namespace latchkey::cli {

void JsonStream::open(char bracket) {
  begin_item();
  text_ += bracket;
  levels_.push_back({bracket == '[' ? ']' : '}', true});
}

void JsonStream::open(std::string_view name, char bracket) {
  begin_member(name);
  text_ += bracket;
  levels_.push_back({bracket == '[' ? ']' : '}', true});
}

Result<void> JsonStream::add(const nlohmann::ordered_json& value) {
  begin_item();
  return append(value);
}

Result<void> JsonStream::add(std::string_view name, const nlohmann::ordered_json& value) {
  begin_member(name);
  return append(value);
}

void JsonStream::close() {
  const auto level = levels_.back();
  levels_.pop_back();
  if (!level.is_empty) begin_line();
  text_ += level.end;
}

Result<void> JsonStream::finish() {
  text_ += '\n';
  return print_raw(std::exchange(text_, {}));
}

void JsonStream::begin_item() {
  if (levels_.empty()) return;
  if (!levels_.back().is_empty) text_ += ',';
  levels_.back().is_empty = false;
  begin_line();
}

void JsonStream::begin_member(std::string_view name) {
  begin_item();
  text_ += '"';
  text_ += name;
  text_ += on_one_line_ ? "\":" : "\": ";
}

void JsonStream::begin_line() {
  if (!on_one_line_) text_.append(1, '\n').append(kJsonIndent * levels_.size(), ' ');
}

/// Adds `value` with its lines indented. JSON strings contain no line ends.
Result<void> JsonStream::append(const nlohmann::ordered_json& value) {
  constexpr std::size_t kAtOnce = 1U << 20U;
  const auto text = json_text(value, on_one_line_);
  for (const char c : std::string_view(text).substr(0, text.size() - 1)) {
    if (c == '\n') {
      begin_line();
    } else {
      text_ += c;
    }
  }
  if (text_.size() < kAtOnce) return {};
  return print_raw(std::exchange(text_, {}));
}

}  // namespace latchkey::cli
