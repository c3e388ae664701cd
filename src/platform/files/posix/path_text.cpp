// SPDX-License-Identifier: Apache-2.0
#include "platform/files/path_text.hpp"

#include <algorithm>

#include "platform/files/files.hpp"

namespace latchkey::path_text {
namespace {

bool is_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string expand_variables(std::string_view text, const Environment& environment) {
  std::string result;
  while (!text.empty()) {
    const auto dollar = text.find('$');
    result += text.substr(0, dollar);
    if (dollar == std::string_view::npos) break;
    text.remove_prefix(dollar);
    const bool braces = text.size() > 1 && text[1] == '{';
    std::size_t end = braces ? 2 : 1;
    while (end < text.size() && (braces ? text[end] != '}' : is_name(text[end]))) ++end;
    const auto name = text.substr(braces ? 2 : 1, end - (braces ? 2 : 1));
    const bool closed = !braces || end < text.size();
    const std::string* value = closed && !name.empty() ? environment.find(name) : nullptr;
    const std::size_t size = closed && braces ? end + 1 : end;
    result += value != nullptr ? std::string_view(*value) : text.substr(0, size);
    text.remove_prefix(size);
  }
  return result;
}

std::optional<std::string> home(const Environment& environment) {
  const auto* value = environment.find("HOME");
  auto folder = value != nullptr ? std::optional(*value) : files::home_of("");
  while (folder && !folder->empty() && folder->back() == '/') folder->pop_back();
  return folder;
}

std::size_t find_separator(std::string_view path) {
  return std::min(path.find('/'), path.size());
}

std::string with_own_separators(std::string path) {
  return path;
}

std::string with_slashes(std::string path) {
  return path;
}

std::string name_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

}  // namespace latchkey::path_text
