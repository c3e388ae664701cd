// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/system/environment.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// The variables that select or contain credentials. child_environment() removes them unless it sets them.
inline constexpr const char* kReplacedVariables[] = {
    "AWS_PROFILE",        "AWS_DEFAULT_PROFILE",       "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN", "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID"};

/// Both region variables, because some tools read only one of them; empty without a region.
std::vector<std::pair<std::string, std::string>> region_variables(const std::optional<std::string>& region);

/// The profile data for the program of `exec`.
struct ChildProfile {
  std::string name;  ///< for LATCHKEY_PROFILE
  std::optional<std::string> region;
};

/// The environment of a program that uses these credentials: sets them, the profile's name and the region,
/// and removes every variable that selects other credentials, including the endpoint of an outer `exec
/// --refresh`.
Environment child_environment(Environment env, const Credentials& credentials, const ChildProfile& profile);

/// The endpoint from which a program refreshes its credentials.
struct EndpointAddress {
  std::string url;  ///< "http://127.0.0.1:PORT/role/NAME"
  Secret token;
};

/// The environment of a program that uses an endpoint: selects kRefreshProfile, sets the endpoint's
/// variables, the profile's name and the region, and removes every variable that selects other credentials.
Environment refreshing_environment(Environment env, const EndpointAddress& endpoint,
                                   const ChildProfile& profile);

}  // namespace latchkey
