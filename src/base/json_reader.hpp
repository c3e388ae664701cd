// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/secret/secret_json.hpp"

namespace latchkey {

/// Reads a JSON text that another program or a service wrote. Every JSON text goes through here.
/// A text that is not JSON, that nests deeper than 64 levels or that has more than 4,096 values comes back as
/// `is_discarded()`: files and replies of AWS have fewer than 100 values, and the JSON library needs seconds
/// for a megabyte of brackets.
SecretJson read_json(std::string_view text);
/// The same; the members of objects keep their order.
OrderedSecretJson read_ordered_json(std::string_view text);

/// A member of an object that is a text; empty if it is absent or something else.
std::string text_in(const nlohmann::json& object, const char* name);

}  // namespace latchkey
