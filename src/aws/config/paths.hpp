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

// The paths of botocore's files.
namespace latchkey::paths {

/// os.path.expanduser("~"): $HOME if it is set (even empty), else the user database's; on Windows
/// %USERPROFILE%.
std::string home(const Environment& env);
/// Expands $NAME and ${NAME} (unknown ones are kept), then a leading ~ or ~user
/// (botocore/configloader.py:143).
std::string expand(std::string_view path, const Environment& env);
/// Expands only a leading ~ or ~user: os.path.expanduser().
std::string expand_home(std::string_view path, const Environment& env);

std::string config_file(const Environment& env);  ///< AWS_CONFIG_FILE, else ~/.aws/config; expanded
std::string credentials_file(
    const Environment& env);  ///< AWS_SHARED_CREDENTIALS_FILE, else ~/.aws/credentials

std::string boto_cache(const Environment& env);  ///< ~/.aws/boto/cache: SAM CLI and botocore's JSONFileCache
std::string cli_cache(const Environment& env);   ///< ~/.aws/cli/cache: AWS CLI
std::string sso_cache(const Environment& env);   ///< ~/.aws/sso/cache: tokens of IAM Identity Center
/// AWS_LOGIN_CACHE_DIRECTORY, else ~/.aws/login/cache; expanded (botocore/utils.py:3714-3721)
std::string login_cache(const Environment& env);
/// The start folders for checks of owners and modes.
ownership::Place place(const Environment& env);

}  // namespace latchkey::paths

// Reads overlays: the copies of the shared files that `latchkey exec` gives to its program.
namespace latchkey {

/// The possible folders of overlays: below the home folder of `env`; below that of the user database, because
/// a program of exec may run with another $HOME; and temporary folders, if the home folder is not writable.
std::vector<std::string> overlay_folders(const Environment& env);

/// Those in which latchkey creates overlays with this environment.
std::vector<std::string> own_overlay_folders(const Environment& env);

/// The folder for overlays in one of files::temporary_folders().
inline constexpr const char* kTemporaryOverlays = "exec";

/// An overlay's reference to its original.
struct Overlay {
  std::string original;  ///< an absolute path
  SecretText added;      ///< the text that it adds to its original
};

/// `data`: the content of `path`. nullopt: it is not an overlay. Only this user may have write access to an
/// overlay.
std::optional<Overlay> parse_overlay(const Host& host, const std::string& path, const SecretText& data);

/// The user's own file, in place of an overlay whose program has ended.
struct EndedOverlay {
  std::string original;
  bool is_gone = false;  ///< the file no longer exists, so other tools find nothing at the path
};

/// `path`: the value of AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE. nullopt: it is not the path of an
/// overlay, or the file exists.
std::optional<EndedOverlay> find_ended_overlay(const Environment& env, const std::string& path);

}  // namespace latchkey
