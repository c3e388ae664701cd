// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/setup.hpp"
#include "aws/request/endpoints.hpp"
#include "aws/request/retry.hpp"

namespace latchkey {

/// The settings for calls to a service. All come from the selected profile, also for the calls of other
/// profiles in the chain.
struct Connection {
  Endpoint endpoint;
  std::optional<std::string> proxy;
  std::optional<std::string> ca_bundle;
  RetryRules retries;
};

/// `is_signed`: whether the call is signed, and so needs a region.
/// Errors: config - a missing region, an invalid endpoint, CA bundle or retry setting, a missing sso_session
/// (botocore checks it when it creates a client).
Result<Connection> sts_connection(const Setup& setup, bool is_signed = true);
/// The same with the result of sts_endpoint_of() as `endpoint`.
Result<Connection> sts_connection(const Setup& setup, Result<Endpoint> endpoint, bool is_signed = true);

/// The endpoint of STS for the selected profile. Errors: config.
Result<Endpoint> sts_endpoint_of(const Setup& setup);

/// The identity (endpoints.hpp) of the STS that a profile would call if it were selected. If its settings are
/// invalid, which the call reports, AWS's identity. Makes no call.
std::string sts_identity(const Setup& setup, const std::string& profile);
/// The same for the selected profile.
std::string sts_identity(const Setup& setup);

/// The same for the access portal of IAM Identity Center.
std::string portal_identity(const Setup& setup, const std::string& profile, const std::string& region);

/// The connection to another service, in the region of its own settings. Errors: config - as above.
/// `region_origin`: the origin of the region.
Result<Connection> service_connection(const Setup& setup, Service service, const std::string& region,
                                      const Origin& region_origin);

}  // namespace latchkey
