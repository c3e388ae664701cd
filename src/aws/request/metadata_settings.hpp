// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "aws/config/setup.hpp"

namespace latchkey {

/// How EC2 instance metadata is reached.
struct MetadataSettings {
  std::string base_url;      ///< with a slash at its end
  bool v1_disabled = false;  ///< not without a token
  long long timeout = 1;     ///< seconds, to connect and of silence
  long long attempts = 1;
};

/// From the environment and the selected profile. botocore reads them whenever it looks for credentials, so a
/// bad one breaks every look-up. Source: botocore/credentials.py:84-110, utils.py:216-235. Errors: config.
Result<MetadataSettings> metadata_settings(const Setup& setup);

}  // namespace latchkey
