// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config.hpp"
#include "aws/settings.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Where STS is asked, and how the request is signed.
struct Endpoint {
  std::string url;             ///< with a path, if only "/"
  std::string signing_region;  ///< empty: no region is known, and a signed request cannot be made
};

/// The selected profile's region: `argument`, AWS_DEFAULT_REGION (not AWS_REGION: botocore does not read it),
/// profile.
std::optional<std::string> find_region(const std::optional<std::string>& argument, const Settings& settings);

/// The STS endpoint for a region, under everything that can be configured about it: endpoint URLs in
/// variables, `services` section and profile, FIPS, dual stack, the old global endpoint. Errors: config - a
/// region that is none, a bad URL, a `services` section that is not there. Source:
/// botocore/configprovider.py:945-1081, args.py:46-63, data/partitions.json;
/// tests/vectors/sts_endpoints.json.
Result<Endpoint> sts_endpoint(const std::optional<std::string>& region, const Settings& settings,
                              const Environment& env, const Config& config, const Profile* profile);

}  // namespace latchkey
