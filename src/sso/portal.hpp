// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/sso_settings.hpp"
#include "aws/request/json_service.hpp"
#include <latchkey/credentials.hpp>

// The access portal of IAM Identity Center (sso). Source: botocore/data/sso, credentials.py:2252-2386.
namespace latchkey {

/// GetRoleCredentials: the credentials of the role in the account. `expiration` is truncated to seconds, as
/// in all tools.
tl::expected<Credentials, ServiceFailure> get_role_credentials(const Host& host, const Connection& connection,
                                                               const SsoSettings& settings,
                                                               const Secret& access_token);

/// Whether the service does not take the access token, so that a new sign-in may help.
bool is_token_rejected(const ServiceFailure& failure);

/// Ends the token at the service.
tl::expected<void, ServiceFailure> end_token(const Host& host, const Connection& connection,
                                             const Secret& access_token);

/// The error for a failure of get_role_credentials().
Error explain(const ServiceFailure& failure, const SsoSettings& settings);

}  // namespace latchkey
