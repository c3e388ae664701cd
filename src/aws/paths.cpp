// SPDX-License-Identifier: Apache-2.0
#include "aws/paths.hpp"

#include "platform/files.hpp"

namespace latchkey::paths {
namespace {

bool is_name(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

std::string expand_variables(std::string_view text, const Environment& env) {
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
    const std::string* value = closed && !name.empty() ? env.find(name) : nullptr;
    const std::size_t size = closed && braces ? end + 1 : end;
    result += value != nullptr ? std::string_view(*value) : text.substr(0, size);
    text.remove_prefix(size);
  }
  return result;
}

std::string without_trailing_slashes(std::string path) {
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path;
}

std::string from_variable(const Environment& env, std::string_view variable, std::string_view otherwise) {
  const auto* value = env.find(variable);
  return expand(value != nullptr ? std::string_view(*value) : otherwise, env);
}

}  // namespace

std::string home(const Environment& env) {
  if (const auto* value = env.find("HOME")) return without_trailing_slashes(*value);
  return without_trailing_slashes(files::home_of("").value_or("~"));
}

std::string expand(std::string_view path, const Environment& env) {
  return expand_home(expand_variables(path, env), env);
}

std::string expand_home(std::string_view path, const Environment& env) {
  std::string text(path);
  if (text.empty() || text.front() != '~') return text;
  const auto slash = std::min(text.find('/'), text.size());
  const auto user = text.substr(1, slash - 1);
  if (user.empty()) {
    text = home(env) + text.substr(slash);
    return text.empty() ? "/" : text;
  }
  const auto folder = files::home_of(user);
  return folder ? without_trailing_slashes(*folder) + text.substr(slash) : text;
}

std::string config_file(const Environment& env) {
  return from_variable(env, "AWS_CONFIG_FILE", "~/.aws/config");
}
std::string credentials_file(const Environment& env) {
  return from_variable(env, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
}
std::string boto_cache(const Environment& env) {
  return expand("~/.aws/boto/cache", env);
}
std::string cli_cache(const Environment& env) {
  return expand("~/.aws/cli/cache", env);
}
std::string sso_cache(const Environment& env) {
  return expand("~/.aws/sso/cache", env);
}
std::string state_folder(const Environment& env) {
  return expand("~/.aws/latchkey", env);
}

}  // namespace latchkey::paths
