// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/system/environment.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// The variables that choose or hold credentials and that child_environment() removes unless it sets them.
inline constexpr const char* kReplacedVariables[] = {
    "AWS_PROFILE",        "AWS_DEFAULT_PROFILE",       "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID"};

/// Both variables of the region, as some tools read only one of them; none without a region.
std::vector<std::pair<std::string, std::string>> region_variables(const std::optional<std::string>& region);

/// What `exec` tells a program of its credentials.
struct ChildProfile {
  std::string name;  ///< for LATCHKEY_PROFILE
  std::optional<std::string> region;
};

/// The environment of a program that is to use these credentials: sets them, the profile's name and the
/// region, and removes every variable that would make it look elsewhere, also the endpoint of an outer `exec
/// --refresh`.
Environment child_environment(Environment env, const Credentials& credentials, const ChildProfile& profile);

/// Where a program gets its credentials again and again.
struct EndpointAddress {
  std::string url;  ///< "http://127.0.0.1:PORT/role/NAME"
  Secret token;
};

/// The environment of a program that is to ask an endpoint: selects kRefreshProfile, sets the endpoint's
/// variables, the profile's name and the region, and removes every variable that would make it look
/// elsewhere.
Environment refreshing_environment(Environment env, const EndpointAddress& endpoint,
                                   const ChildProfile& profile);

}  // namespace latchkey
