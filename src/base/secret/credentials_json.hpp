// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// How a format names the members that hold the keys.
struct KeyNames {
  const char* id = "AccessKeyId";
  const char* secret = "SecretAccessKey";
  const char* token = "SessionToken";
};

/// Adds the access key ID, the secret access key and the session token to the object `json`, in this order.
/// Credentials without a token get an empty one. Every format that latchkey writes credentials in uses it.
/// The document must be in an OrderedSecretJson.
void add_keys(nlohmann::ordered_json& json, const Credentials& credentials, const KeyNames& names = {});

}  // namespace latchkey
