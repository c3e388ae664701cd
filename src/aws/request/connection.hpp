// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/setup.hpp"
#include "aws/request/endpoints.hpp"
#include "aws/request/retry.hpp"

namespace latchkey {

/// How a service is reached: all of it configuration of the selected profile, also for what other profiles
/// on the way need.
struct Connection {
  Endpoint endpoint;
  std::optional<std::string> proxy;
  std::optional<std::string> ca_bundle;
  RetryRules retries;
};

/// `is_signed`: whether the call is, and so needs a region.
/// Errors: config - no region where one is needed, a bad endpoint, CA bundle, or retry setting, an
/// sso_session that is not there (botocore looks for it whenever it makes a client).
Result<Connection> sts_connection(const Setup& setup, bool is_signed = true);
/// The same with its first half done before: `endpoint` is what sts_endpoint_of() returned.
Result<Connection> sts_connection(const Setup& setup, Result<Endpoint> endpoint, bool is_signed = true);

/// The endpoint of STS for the selected profile. Errors: config.
Result<Endpoint> sts_endpoint_of(const Setup& setup);

/// The identity (endpoints.hpp) of the STS that a profile would call if it were the selected one. Where its
/// settings lead to no endpoint, which the call itself reports: AWS's. Makes no call.
std::string sts_identity(const Setup& setup, const std::string& profile);
/// The same for the selected profile.
std::string sts_identity(const Setup& setup);

/// The same for the access portal of IAM Identity Center.
std::string portal_identity(const Setup& setup, const std::string& profile, const std::string& region);

/// To one of the other services, in the region that its own settings name. Errors: config - as above.
/// `region_origin`: who says so.
Result<Connection> service_connection(const Setup& setup, Service service, const std::string& region,
                                      const Origin& region_origin);

}  // namespace latchkey
