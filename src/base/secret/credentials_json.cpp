// SPDX-License-Identifier: Apache-2.0
#include "base/secret/credentials_json.hpp"

#include <nlohmann/json.hpp>

namespace latchkey {

void add_keys(nlohmann::ordered_json& json, const Credentials& credentials, const KeyNames& names) {
  json[names.id] = credentials.access_key_id;
  json[names.secret] = credentials.secret_access_key.reveal();
  json[names.token] = credentials.session_token ? credentials.session_token->reveal() : "";
}

}  // namespace latchkey
