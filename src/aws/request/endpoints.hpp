// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include "aws/config/settings.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The services that provide credentials.
enum class Service {
  sts,
  sso,       ///< the access portal of IAM Identity Center
  sso_oidc,  ///< its sign-in
  signin,    ///< the sign-in of `aws login`
};

/// The address of a service, and the data for signing its requests.
struct Endpoint {
  std::string url;               ///< with a path, at least "/"
  std::string signing_region;    ///< empty: no region is known, so requests cannot be signed
  std::string identity = "aws";  ///< see endpoint_identity()
  Origin origin = {};            ///< the setting that names it; unknown: none

  /// Whether a setting names it, so it may not be AWS.
  bool is_configured() const { return origin.is_known(); }
};

/// The identity of the service at an endpoint. Endpoints with the same identity share MFA sessions, cache
/// entries and records about roles; others do not. The identity of AWS's own endpoints is their partition
/// ("aws", "aws-cn"), because a session is valid in all its regions. Other endpoints are identified by
/// scheme, host, port and partition: "http://127.0.0.1:4566/aws". A configured URL that is a public endpoint
/// of AWS in the region's partition counts as AWS's. `region`: determines the partition; empty: "aws".
std::string endpoint_identity(Service service, const std::string& url, std::string_view region);

/// Whether it is the identity of AWS itself.
bool is_identity_of_aws(std::string_view identity);

/// For messages: "AWS", or scheme, host and port.
std::string shown_identity(std::string_view identity);

/// Whether a container endpoint can be one of `latchkey exec --refresh` or `latchkey serve`:
/// "http://127.0.0.1:PORT/role/NAME". Pure.
bool is_own_endpoint(std::string_view url);

/// The STS endpoint for a region. Considers endpoint URLs in variables, `services` section and profile, FIPS,
/// dual stack, and the old global endpoint. Errors: config - an invalid region or URL, a missing `services`
/// section. Source: botocore/configprovider.py:945-1081, args.py:46-63, data/partitions.json;
/// tests/vectors/sts_endpoints.json.
Result<Endpoint> sts_endpoint(const std::optional<ConfiguredValue>& region, const Settings& settings,
                              const Config& config);

/// The same for the other services, which need no signature and have no global endpoint. Source: botocore's
/// data/sso, sso-oidc and signin.
Result<Endpoint> service_endpoint(Service service, const ConfiguredValue& region, const Settings& settings,
                                  const Config& config);

}  // namespace latchkey
