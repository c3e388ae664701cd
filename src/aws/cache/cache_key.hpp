// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "aws/config/role_plan.hpp"
#include "aws/config/sso_settings.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The name, without ".json", under which botocore caches the credentials of an AssumeRole call: SHA-1 of the
/// call's arguments as JSON. The profile, its source, the region and the code are not part of it. Source:
/// botocore/credentials.py:828-848; tests/vectors/cache_keys.json.
std::string role_cache_key(const RoleStep& step);

/// The same for a call given as a map of request arguments. RoleSessionName must not be in it if it was
/// generated. Errors: config - Policy is not JSON.
Result<std::string> cache_key(nlohmann::ordered_json arguments);

/// The name under which the credentials of a role from IAM Identity Center are cached. Source:
/// botocore/credentials.py:2280-2300.
std::string sso_role_key(const SsoSettings& settings);

/// The names, without ".json", in ~/.aws/sso/cache: of a sign-in's token, and of the client registration.
/// Source: botocore/utils.py:3398-3402; AWS CLI v2, botocore/utils.py:3291.
std::string sso_token_key(const SsoSession& session);
std::string sso_registration_key(const SsoSession& session);

}  // namespace latchkey
