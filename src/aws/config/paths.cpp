// SPDX-License-Identifier: Apache-2.0
#include "aws/config/paths.hpp"

#include "aws/config/config.hpp"
#include "platform/files/files.hpp"
#include "platform/files/path_text.hpp"
#include "platform/files/state_directory.hpp"

namespace latchkey::paths {
namespace {

/// A default path below the home folder.
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

namespace latchkey {
namespace {

/// The folder of overlays two levels above `path`. nullopt: none.
std::optional<std::string> overlays_above(const Environment& env, const std::string& path) {
  const auto folder = files::folder_of(path);
  const auto name = path_text::name_of(folder);
  if (name == "." || name == "..") return std::nullopt;
  for (auto& overlays : overlay_folders(env)) {
    if (overlays == files::folder_of(folder)) return std::move(overlays);
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> own_overlay_folders(const Environment& env) {
  std::vector<std::string> folders = {StateDirectory(env).folder(StateDirectory::Folder::overlays)};
  for (const auto& folder : files::temporary_folders(env))
    folders.push_back(files::join(folder, kTemporaryOverlays));
  return folders;
}

std::vector<std::string> overlay_folders(const Environment& env) {
  auto folders = own_overlay_folders(env);
  if (const auto home = files::home_of(""))
    folders.push_back(StateDirectory::below(*home).folder(StateDirectory::Folder::overlays));
  return folders;
}

std::optional<Overlay> parse_overlay(const Host& host, const std::string& path, const SecretText& data) {
  const auto text = data.view();
  if (text.substr(0, kOverlayMark.size()) != kOverlayMark) return std::nullopt;
  if (!overlays_above(host.env, path) || !ownership::is_private_file(path)) {
    host.debug("config: " + path + " has the first line of an overlay and is not one: it is read as it is");
    return std::nullopt;
  }
  Overlay overlay{std::string(text.substr(kOverlayMark.size(), text.find('\n') - kOverlayMark.size())), {}};
  if (const auto added = text.rfind(kOverlayAdded); added != std::string_view::npos)
    overlay.added = SecretText(text.substr(added));
  return overlay;
}

std::optional<EndedOverlay> find_ended_overlay(const Environment& env, const std::string& path) {
  const auto overlays = overlays_above(env, path);
  if (!overlays) return std::nullopt;
  if (auto target = files::link_target(path)) return EndedOverlay{*std::move(target), false};
  if (files::is_there(path)) return std::nullopt;
  const auto name = path_text::name_of(path);
  const auto state = files::folder_of(*overlays);
  if (path_text::name_of(*overlays) == kTemporaryOverlays) {
    Environment others = env;
    for (const auto* variable : {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"}) others.unset(variable);
    return EndedOverlay{name == "config" ? paths::config_file(others) : paths::credentials_file(others),
                        true};
  }
  return EndedOverlay{files::join(files::folder_of(state), name), true};  // ~/.aws/latchkey/overlays
}

}  // namespace latchkey
