// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "aws/config/sso_settings.hpp"
#include "aws/request/json_service.hpp"
#include <latchkey/credentials.hpp>

// The access portal of IAM Identity Center (sso). Source: botocore/data/sso, credentials.py:2252-2386.
namespace latchkey {

/// GetRoleCredentials: what the token's person may do with the role in the account. `expiration` is cut to
/// seconds, as every tool writes it.
tl::expected<Credentials, ServiceFailure> get_role_credentials(const Host& host, const Connection& connection,
                                                               const SsoSettings& settings,
                                                               const Secret& access_token);

/// Whether the service does not take the access token, so that a new sign-in may help.
bool is_token_rejected(const ServiceFailure& failure);

/// Ends the token at the service.
tl::expected<void, ServiceFailure> end_token(const Host& host, const Connection& connection,
                                             const Secret& access_token);

/// A failure of get_role_credentials() as a person is told it.
Error explain(const ServiceFailure& failure, const SsoSettings& settings);

}  // namespace latchkey
