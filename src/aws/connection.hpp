// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/endpoints.hpp"
#include "aws/retry.hpp"
#include "aws/setup.hpp"

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

/// To one of the other services, in the region that its own settings name. Errors: config - as above.
Result<Connection> service_connection(const Setup& setup, Service service, const std::string& region);

}  // namespace latchkey
