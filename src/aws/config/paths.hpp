// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret/secret_text.hpp"
#include "platform/files/ownership.hpp"
#include "platform/host.hpp"
#include "platform/system/environment.hpp"

// Where botocore looks for its files.
namespace latchkey::paths {

/// os.path.expanduser("~"): $HOME if it is set (even empty), else the user database's; on Windows
/// %USERPROFILE%.
std::string home(const Environment& env);
/// $NAME and ${NAME} first (an unknown one stays as text), then a leading ~ or ~user
/// (botocore/configloader.py:143).
std::string expand(std::string_view path, const Environment& env);
/// Only a leading ~ or ~user: os.path.expanduser().
std::string expand_home(std::string_view path, const Environment& env);

std::string config_file(const Environment& env);  ///< AWS_CONFIG_FILE, else ~/.aws/config; expanded
std::string credentials_file(
    const Environment& env);  ///< AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials

std::string boto_cache(const Environment& env);  ///< ~/.aws/boto/cache: SAM CLI and botocore's JSONFileCache
std::string cli_cache(const Environment& env);   ///< ~/.aws/cli/cache: AWS CLI
std::string sso_cache(const Environment& env);   ///< ~/.aws/sso/cache: tokens of IAM Identity Center
/// AWS_LOGIN_CACHE_DIRECTORY, else ~/.aws/login/cache; expanded (botocore/utils.py:3714-3721)
std::string login_cache(const Environment& env);
/// The folders that checks of owners and modes begin from.
ownership::Place place(const Environment& env);

}  // namespace latchkey::paths

// The files that `latchkey exec` shows its program in place of the user's own, as latchkey reads them.
namespace latchkey {

/// Where overlays can be: below the home folder that `env` names; below the one in the user database, since a
/// program of exec may run with another $HOME; and in temporary folders, if the home folder cannot be
/// written.
std::vector<std::string> overlay_folders(const Environment& env);

/// The ones of them that latchkey makes overlays in with this environment.
std::vector<std::string> own_overlay_folders(const Environment& env);

/// The folder for overlays in one of files::temporary_folders().
inline constexpr const char* kTemporaryOverlays = "exec";

/// What an overlay says of its original.
struct Overlay {
  std::string original;  ///< an absolute path
  SecretText added;      ///< what it has beyond its original
};

/// `data`: the content of `path`. nullopt: it is not an overlay. Only the user may be able to write to one.
std::optional<Overlay> parse_overlay(const Host& host, const std::string& path, const SecretText& data);

/// The user's own file in place of an overlay whose program has ended.
struct EndedOverlay {
  std::string original;
  bool is_gone = false;  ///< no file is left, so that other tools find nothing at the path
};

/// `path`: what AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE names. nullopt: it is not a path of an
/// overlay, or a file is there.
std::optional<EndedOverlay> find_ended_overlay(const Environment& env, const std::string& path);

}  // namespace latchkey
