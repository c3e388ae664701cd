// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "platform/files/ownership.hpp"
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
