// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <latchkey/credentials.hpp>

namespace latchkey {

/// The names of the members with the keys in one format.
struct KeyNames {
  const char* id = "AccessKeyId";
  const char* secret = "SecretAccessKey";
  const char* token = "SessionToken";
};

/// Adds the access key ID, the secret access key and the session token to the object `json`, in this order.
/// Adds an empty token if the credentials have none. All JSON formats for credentials use it. The document
/// must be in an OrderedSecretJson.
void add_keys(nlohmann::ordered_json& json, const Credentials& credentials, const KeyNames& names = {});

}  // namespace latchkey
