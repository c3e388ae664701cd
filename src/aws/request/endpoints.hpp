// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/config/config.hpp"
#include "aws/config/settings.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The services that credentials come from.
enum class Service {
  sts,
  sso,       ///< the access portal of IAM Identity Center
  sso_oidc,  ///< its sign-in
  signin,    ///< what `aws login` uses
};

/// Where a service is asked, and how the request is signed if it is.
struct Endpoint {
  std::string url;               ///< with a path, if only "/"
  std::string signing_region;    ///< empty: no region is known, and a signed request cannot be made
  bool is_configured = false;    ///< a setting says where, so it may be another's service than AWS's
  bool is_from_file = false;     ///< and the setting is in a file, not in the environment
  std::string identity = "aws";  ///< see endpoint_identity()
};

/// Names the service behind an endpoint. Endpoints with equal names share MFA sessions, cache entries and
/// what is remembered of roles; others do not. AWS's own endpoints are named by their partition ("aws",
/// "aws-cn"), because a session is valid in all its regions. An endpoint elsewhere is named by scheme, host,
/// port and partition: "http://127.0.0.1:4566/aws". A configured URL that is one of AWS's own public
/// endpoints of the region's partition counts as AWS's. `region`: decides on the partition; empty: "aws".
std::string endpoint_identity(Service service, const std::string& url, std::string_view region);

/// Whether AWS itself is behind it.
bool is_identity_of_aws(std::string_view identity);

/// For messages: "AWS", or scheme, host and port.
std::string shown_identity(std::string_view identity);

/// The selected profile's region: `argument`, AWS_DEFAULT_REGION (not AWS_REGION: botocore does not read it),
/// profile.
std::optional<ConfiguredValue> find_region(const std::optional<std::string>& argument,
                                           const Settings& settings);

/// The STS endpoint for a region, under everything that can be configured about it: endpoint URLs in
/// variables, `services` section and profile, FIPS, dual stack, the old global endpoint. Errors: config - a
/// region that is none, a bad URL, a `services` section that is not there. Source:
/// botocore/configprovider.py:945-1081, args.py:46-63, data/partitions.json;
/// tests/vectors/sts_endpoints.json.
Result<Endpoint> sts_endpoint(const std::optional<std::string>& region, const Settings& settings,
                              const Environment& env, const Config& config, const Profile* profile);

/// The same for the other services, which take no signature and have no global endpoint. Source: botocore's
/// data/sso, sso-oidc and signin.
Result<Endpoint> service_endpoint(Service service, const std::string& region, const Settings& settings,
                                  const Environment& env, const Config& config, const Profile* profile);

}  // namespace latchkey
