// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/secret/secret_json.hpp"

namespace latchkey {

/// Parses JSON of another program or a service. All such JSON is parsed here. The result is `is_discarded()`
/// for a text that is not JSON, has more than 64 levels or more than 4,096 values: files and replies of AWS
/// have fewer than 100 values, and the JSON library needs seconds for a megabyte of brackets.
SecretJson read_json(std::string_view text);
/// The same; the members of objects keep their order.
OrderedSecretJson read_ordered_json(std::string_view text);

/// A string member of an object; empty if it is absent or has another type.
std::string text_in(const nlohmann::json& object, const char* name);

}  // namespace latchkey
