// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

// The names that latchkey why looks for.
namespace latchkey::cli {

/// Of every profile on the way to the keys.
inline constexpr std::array<std::string_view, 24> kCredentialKeys = {"role_arn",
                                                                     "source_profile",
                                                                     "credential_source",
                                                                     "mfa_serial",
                                                                     "duration_seconds",
                                                                     "role_session_name",
                                                                     "external_id",
                                                                     "web_identity_token_file",
                                                                     "credential_process",
                                                                     "sso_session",
                                                                     "sso_start_url",
                                                                     "sso_region",
                                                                     "sso_registration_scopes",
                                                                     "sso_account_id",
                                                                     "sso_role_name",
                                                                     "login_session",
                                                                     "aws_access_key_id",
                                                                     "aws_secret_access_key",
                                                                     "aws_session_token",
                                                                     "aws_security_token",
                                                                     "aws_account_id",
                                                                     "latchkey_mfa_session",
                                                                     "latchkey_session_duration",
                                                                     "mfa_process"};
/// Of the selected profile only: how STS is reached.
inline constexpr std::array<std::string_view, 10> kConnectionKeys = {"region",
                                                                     "endpoint_url",
                                                                     "services",
                                                                     "ignore_configured_endpoint_urls",
                                                                     "sts_regional_endpoints",
                                                                     "use_fips_endpoint",
                                                                     "use_dualstack_endpoint",
                                                                     "ca_bundle",
                                                                     "max_attempts",
                                                                     "retry_mode"};
inline constexpr std::array<const char*, 36> kVariables = {"AWS_PROFILE",
                                                           "AWS_DEFAULT_PROFILE",
                                                           "AWS_CONFIG_FILE",
                                                           "AWS_SHARED_CREDENTIALS_FILE",
                                                           "AWS_ACCESS_KEY_ID",
                                                           "AWS_SECRET_ACCESS_KEY",
                                                           "AWS_SESSION_TOKEN",
                                                           "AWS_SECURITY_TOKEN",
                                                           "AWS_CREDENTIAL_EXPIRATION",
                                                           "AWS_DEFAULT_REGION",
                                                           "AWS_REGION",
                                                           "AWS_ENDPOINT_URL_STS",
                                                           "AWS_ENDPOINT_URL_SSO",
                                                           "AWS_ENDPOINT_URL_SSO_OIDC",
                                                           "AWS_ENDPOINT_URL",
                                                           "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                                                           "AWS_STS_REGIONAL_ENDPOINTS",
                                                           "AWS_USE_FIPS_ENDPOINT",
                                                           "AWS_USE_DUALSTACK_ENDPOINT",
                                                           "AWS_CA_BUNDLE",
                                                           "AWS_MAX_ATTEMPTS",
                                                           "AWS_RETRY_MODE",
                                                           "AWS_WEB_IDENTITY_TOKEN_FILE",
                                                           "AWS_ROLE_ARN",
                                                           "AWS_ROLE_SESSION_NAME",
                                                           "AWS_CREDENTIAL_FILE",
                                                           "BOTO_CONFIG",
                                                           "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                                           "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                                           "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                                                           "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                                                           "LATCHKEY_MFA_SESSION",
                                                           "LATCHKEY_TIMEOUT",
                                                           "LATCHKEY_ASKPASS",
                                                           "LATCHKEY_PINENTRY",
                                                           "LATCHKEY_ANSWER"};
/// Neither, and near enough to one of them in spelling to be taken for a slip of the pen.
inline constexpr std::array<std::string_view, 3> kOtherKeys = {"role_name", "sso_account_name", "aws_region"};

template <typename Keys>
bool holds(const Keys& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace latchkey::cli
