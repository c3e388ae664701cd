// SPDX-License-Identifier: Apache-2.0
// Any bytes as the values that `latchkey export` prints for a shell or a file. A reader of the format reads
// accepted values back as the same bytes, and runs none of them.
#include <nlohmann/json.hpp>

#include "base/ini/ini.hpp"
#include "base/text.hpp"
#include "fuzz/support.hpp"
#include "serve/child/credential_text.hpp"

namespace {

using namespace latchkey;
using fuzz::need;

constexpr const char* kName = "NAME";

/// The text between double quotes, in which `escape` makes the next character literal. nullopt: a character
/// of `special` that the reader would expand, or no closing quote at the very end.
std::optional<std::string> in_double_quotes(std::string_view text, std::string_view special, char escape) {
  if (!text.starts_with('"')) return std::nullopt;
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == escape && i + 1 < text.size()) {
      value += text[++i];
    } else if (text[i] == '"') {
      return i + 1 == text.size() ? std::optional(value) : std::nullopt;
    } else if (special.find(text[i]) != std::string_view::npos) {
      return std::nullopt;
    } else {
      value += text[i];
    }
  }
  return std::nullopt;
}

/// A word that no reader splits or expands.
bool is_bare(std::string_view text) {
  return text.find_first_of(" \t\"'`$\\&|<>^;()#~*?[]{}!\n\r") == std::string_view::npos;
}

std::optional<std::string> read_back(std::string_view line, ExportFormat format) {
  const auto after = [&](std::string start) -> std::optional<std::string_view> {
    return line.starts_with(start) ? std::optional(line.substr(start.size())) : std::nullopt;
  };
  const std::string name = kName;
  switch (format) {
    case ExportFormat::env:
    case ExportFormat::env_no_export: {
      const auto words = text::shell_split(line);
      if (!words || words->size() != (format == ExportFormat::env ? 2 : 1)) return std::nullopt;
      if (!words->back().starts_with(name + '=')) return std::nullopt;
      return words->back().substr(name.size() + 1);
    }
    case ExportFormat::dotenv: {
      const auto value = after(name + '=');
      if (value && is_bare(*value)) return std::string(*value);
      return value ? in_double_quotes(*value, "$`", '\\') : std::nullopt;
    }
    case ExportFormat::powershell: {
      const auto value = after("$Env:" + name + '=');
      return value ? in_double_quotes(*value, "$", '`') : std::nullopt;
    }
    case ExportFormat::fish: {
      const auto value = after("set -gx " + name + ' ');
      return value ? in_double_quotes(*value, "$", '\\') : std::nullopt;
    }
    case ExportFormat::windows_cmd: {
      const auto bare = after("set " + name + '=');
      if (bare) return is_bare(*bare) ? std::optional(std::string(*bare)) : std::nullopt;
      const auto value = after("set \"" + name + '=');
      if (!value || !value->ends_with('"') || value->find_first_of("%!") != std::string_view::npos)
        return std::nullopt;
      return std::string(value->substr(0, value->size() - 1));
    }
    default:
      return std::nullopt;
  }
}

void try_variable(const std::string& value) {
  for (const auto& [name, format] : export_formats()) {
    if (format == ExportFormat::process || format == ExportFormat::ini) continue;
    const auto text = variables_text({{kName, value}}, format);
    if (!text) continue;
    const auto line = text->view();
    need(std::count(line.begin(), line.end(), '\n') == 1 && line.ends_with('\n'));
    need(read_back(line.substr(0, line.size() - 1), format) == value);
  }
}

/// `profile` is a name from a section's header, so it is one line of UTF-8 and not empty.
void try_ini(const Credentials& credentials, const std::string& profile) {
  if (profile.empty() || !unicode::is_valid(profile)) return;
  if (profile.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return;
  const auto text = export_text(credentials, ExportFormat::ini, profile);
  if (!text) return;
  const auto file = ini::parse(*text, "f");
  need(file && file->size() == 1 && (*file)[0].name == profile);
  const auto& section = (*file)[0];
  const auto is_there = [&](const char* key, const std::string& value) {
    const auto* setting = section.find(key);
    return setting != nullptr && setting->text() != nullptr && *setting->text() == value;
  };
  constexpr std::size_t kSettings = 3;
  need(section.settings().size() == kSettings && is_there("aws_access_key_id", credentials.access_key_id) &&
       is_there("aws_secret_access_key", credentials.secret_access_key.reveal()) &&
       is_there("aws_session_token", credentials.session_token->reveal()));
}

void try_process(const Credentials& credentials) {
  const auto text = export_text(credentials, ExportFormat::process, "");
  need(text.has_value());
  const auto& secret = credentials.secret_access_key.reveal();
  const auto& token = credentials.session_token->reveal();
  for (const char c : text->view()) need(c == '\n' || (c >= ' ' && c <= '~'));
  // Other bytes are written as Python writes them, which not every reader accepts.
  if (!unicode::is_valid(secret) || !unicode::is_valid(token)) return;
  const auto json = nlohmann::json::parse(text->view(), nullptr, false);
  need(json.is_object() && json["Version"] == 1);
  need(json["SecretAccessKey"] == secret && json["SessionToken"] == token);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = latchkey::fuzz::text_of(data, size);
  try_variable(std::string(text));
  const auto [first, rest] = latchkey::fuzz::halves(text);
  const auto [second, third] = latchkey::fuzz::halves(rest);
  Credentials credentials{"AKIA", Secret(first), Secret(second), latchkey::fuzz::kNow, {}, {}, "x"};
  try_process(credentials);
  try_ini(credentials, "ops");
  try_ini({"AKIA", Secret("s"), Secret("t"), {}, {}, {}, "x"}, third);
  return 0;
}
