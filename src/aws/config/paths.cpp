// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"

#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"

namespace latchkey::paths {
namespace {

/// One of ours, below the home folder.
std::string own(std::string_view path, const Environment& env) {
  return path_text::with_own_separators(expand(path, env));
}

std::string from_variable(const Environment& env, std::string_view variable, std::string_view otherwise) {
  const auto* value = env.find(variable);
  return value != nullptr ? expand(*value, env) : own(otherwise, env);
}

}  // namespace

std::string home(const Environment& env) {
  return path_text::home(env).value_or("~");
}

std::string expand(std::string_view path, const Environment& env) {
  return expand_home(path_text::expand_variables(path, env), env);
}

std::string expand_home(std::string_view path, const Environment& env) {
  std::string text(path);
  if (text.empty() || text.front() != '~') return text;
  const auto slash = path_text::find_separator(text);
  const auto user = text.substr(1, slash - 1);
  if (user.empty()) {
    text = home(env) + text.substr(slash);
    return text.empty() ? "/" : text;
  }
  auto folder = files::home_of(user);
  while (folder && !folder->empty() && folder->back() == '/') folder->pop_back();
  return folder ? *folder + text.substr(slash) : text;
}

std::string config_file(const Environment& env) {
  return from_variable(env, "AWS_CONFIG_FILE", "~/.aws/config");
}
std::string credentials_file(const Environment& env) {
  return from_variable(env, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials");
}
std::string boto_cache(const Environment& env) {
  return own("~/.aws/boto/cache", env);
}
std::string cli_cache(const Environment& env) {
  return own("~/.aws/cli/cache", env);
}
std::string sso_cache(const Environment& env) {
  return own("~/.aws/sso/cache", env);
}
std::string login_cache(const Environment& env) {
  return from_variable(env, "AWS_LOGIN_CACHE_DIRECTORY", "~/.aws/login/cache");
}
ownership::Place place(const Environment& env) {
  return {home(env), own("~/.aws", env)};
}

}  // namespace latchkey::paths
