// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/setup.hpp"

namespace latchkey {

/// The settings for EC2 instance metadata.
struct MetadataSettings {
  std::string base_url;      ///< with a slash at its end
  bool v1_disabled = false;  ///< only with a token
  long long timeout = 1;     ///< seconds, for the connection and for reads
  long long attempts = 1;
};

/// Reads the environment and the selected profile. botocore reads these settings for every lookup of
/// credentials, so an invalid one is always an error. Source: botocore/credentials.py:84-110,
/// utils.py:216-235. Errors: config.
Result<MetadataSettings> metadata_settings(const Setup& setup);

}  // namespace latchkey
