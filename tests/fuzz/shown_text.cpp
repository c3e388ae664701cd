// SPDX-License-Identifier: Apache-2.0
// Any bytes as text in output: lines of config files, their differences, paths with variables, and text with
// Python's str functions. The output never controls the terminal.
#include "aws/config/paths.hpp"
#include "aws/config/redaction.hpp"
#include "base/ini/line_edits.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "fuzz/support.hpp"
#include "platform/files/path_text.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

void try_printable(std::string_view text) {
  const auto shown = text::printable(text);
  need(!fuzz::has_control(shown) && unicode::is_valid(shown));
  need(text::printable(shown) == shown);
  if (!fuzz::has_control(text)) need(shown.size() >= text.size());
}

void try_unicode(std::string_view text) {
  std::string again;
  bool is_valid = true;
  for (auto rest = text; !rest.empty();) {
    const auto before = rest;
    const char32_t c = unicode::next(rest);
    need(rest.size() < before.size());
    if (c >= 0xDC80 && c <= 0xDCFF) {
      is_valid = false;
      again += before.front();
    } else {
      unicode::append(again, c);
    }
  }
  need(again == text && is_valid == unicode::is_valid(text));
  const auto small = unicode::lower(text);
  need(unicode::lower(small) == small);
  const auto bare = unicode::strip(text);
  need(unicode::strip(bare) == bare && bare == unicode::strip_start(unicode::strip_end(text)));
}

void try_lines(std::string_view text) {
  std::string again;
  const auto lines = lines_of(text);
  for (const auto line : lines) {
    again += line;
    const auto bare = without_line_end(line);
    need(bare.find_first_of("\r\n") == std::string_view::npos);
    need(!fuzz::has_control(redacted_line(bare)));
  }
  need(again == text);
  if (lines.empty()) return;
  const LineEdits edits{{lines.size() / 2 + 1, {"first\n", "second\n"}}};
  need(edited(text, {}) == text);
  std::string changed;
  for (std::size_t i = 0; i < lines.size(); ++i)
    changed += i == lines.size() / 2 ? std::string("first\nsecond\n") : std::string(lines[i]);
  need(edited(text, edits) == changed);
  const auto shown = [](std::string_view line) { return redacted_line(line); };
  const auto diff = unified_diff(text, edits, "config", shown);
  for (const auto line : lines_of(diff)) need(!fuzz::has_control(without_line_end(line)));
}

/// A value that may be a secret is not shown, in any form of the line.
void try_hidden(std::string_view text) {
  constexpr std::string_view kSecret = "PLANTEDSECRET";
  auto value = std::string(unicode::strip(text)) + std::string(kSecret);
  value.erase(std::remove_if(value.begin(), value.end(), [](char c) { return c == '\n' || c == '\r'; }),
              value.end());
  for (const auto* start : {"aws_secret_access_key = ", "  aws_session_token: ", "# aws_secret_access_key=",
                            "aws_secret_access_key"}) {
    if (std::string_view(start).ends_with('y') && value.find_first_of("=:") != std::string::npos) continue;
    need(redacted_line(start + value).find(kSecret) == std::string::npos);
  }
}

void try_paths(std::string_view text) {
  Environment env;
  env.set("HOME", "/home/ada");
  env.set("NAME", "value");
  const auto path = paths::expand(text, env);
  if (text.find('$') == std::string_view::npos) {
    need(path_text::expand_variables(text, env) == text);
    if (!text.starts_with('~')) need(path == text);
  }
  need(path_text::expand_variables("${NAME}" + std::string(text), env).starts_with("value"));
  if (text.empty() || text.starts_with('/'))
    need(paths::expand_home('~' + std::string(text), env) == "/home/ada" + std::string(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_printable(text);
  try_unicode(text);
  try_lines(text);
  try_hidden(text);
  try_paths(text);
  return 0;
}
