// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "aws/config/setup.hpp"

namespace latchkey::cli {

/// The variables that hold credentials, or tell where they are, by the provider that reads them.
inline constexpr std::array kKeyVariables = {"AWS_ACCESS_KEY_ID",         "AWS_SECRET_ACCESS_KEY",
                                             "AWS_SESSION_TOKEN",         "AWS_SECURITY_TOKEN",
                                             "AWS_CREDENTIAL_EXPIRATION", "AWS_ACCOUNT_ID"};
inline constexpr std::array kContainerVariables = {
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"};

/// The environment of a latchkey in the background: it runs in another folder, and outlives the overlay of an
/// exec that this one may have been started in.
Environment background_environment(const Setup& setup);

}  // namespace latchkey::cli
