// SPDX-License-Identifier: Apache-2.0
#include "platform/files/path_text.hpp"

#include <algorithm>

#include "platform/files/files.hpp"

namespace latchkey::path_text {
namespace {

constexpr std::string_view kSeparators = "\\/";

bool is_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// A part of a text: a variable or plain text.
struct Piece {
  std::size_t size = 0;   ///< of the whole part
  std::string_view name;  ///< of the variable; empty: it is not a variable
  std::string_view text;  ///< the plain text
};

/// The variable from `start` to the next `end`; without an `end`, the rest of the text.
Piece enclosed(std::string_view text, std::size_t start, char end) {
  const auto at = text.find(end, start);
  if (at == std::string_view::npos) return {text.size(), {}, text};
  return {at + 1, text.substr(start, at - start), text.substr(0, at + 1)};
}

Piece quoted(std::string_view text) {
  auto piece = enclosed(text, 1, '\'');
  piece.name = {};
  return piece;
}

Piece piece_at(std::string_view text) {
  const char next = text.size() > 1 ? text[1] : '\0';
  switch (text.front()) {
    case '\'':
      return quoted(text);
    case '%':
      return next == '%' ? Piece{2, {}, "%"} : enclosed(text, 1, '%');
    case '$':
      break;
    default:
      return {1, {}, text.substr(0, 1)};
  }
  if (next == '$') return {2, {}, "$"};
  if (next == '{') return enclosed(text, 2, '}');
  const auto end =
      static_cast<std::size_t>(std::find_if_not(text.begin() + 1, text.end(), is_name) - text.begin());
  return {end, text.substr(1, end - 1), text.substr(0, end)};
}

}  // namespace

std::string expand_variables(std::string_view text, const Environment& environment) {
  std::string result;
  while (!text.empty()) {
    const auto piece = piece_at(text);
    const auto* value = piece.name.empty() ? nullptr : environment.find(piece.name);
    result += value != nullptr ? std::string_view(*value) : piece.text;
    text.remove_prefix(piece.size);
  }
  return result;
}

// HOME is ignored here: Python does not read it on Windows.
std::optional<std::string> home(const Environment& environment) {
  if (const auto* profile = environment.find("USERPROFILE")) return *profile;
  if (const auto* path = environment.find("HOMEPATH")) {
    const auto* drive = environment.find("HOMEDRIVE");
    return drive != nullptr ? *drive + *path : *path;
  }
  return files::home_of("");
}

std::size_t find_separator(std::string_view path) {
  return std::min(path.find_first_of(kSeparators), path.size());
}

std::string with_own_separators(std::string path) {
  std::replace(path.begin(), path.end(), '/', '\\');
  return path;
}

std::string with_slashes(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return path;
}

std::string name_of(std::string_view path) {
  return std::string(path.substr(path.find_last_of(kSeparators) + 1));
}

}  // namespace latchkey::path_text
