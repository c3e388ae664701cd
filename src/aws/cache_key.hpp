// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "aws/role_plan.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The name, without ".json", under which botocore caches the credentials of an AssumeRole call: SHA-1 of the
/// call's arguments as JSON. The profile, its source, the region and the code are not part of it. Source:
/// botocore/credentials.py:828-848; tests/vectors/cache_keys.json.
std::string role_cache_key(const RoleStep& step);

/// The same for a call given as a map of request arguments. RoleSessionName must not be in it if it was
/// generated. Errors: config - Policy is no JSON.
Result<std::string> cache_key(nlohmann::ordered_json arguments);

}  // namespace latchkey
