// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/secret/secret_text.hpp"

namespace latchkey {

/// json.dumps(value): separators ", " and ": ", members in their own order, ASCII only. Source: CPython's
/// json/encoder.py. Bytes that are not UTF-8 become the surrogates that Python uses for them.
SecretText python_json(const nlohmann::ordered_json& value);
/// json.dumps(value, sort_keys=True): members by code point, at every level.
SecretText python_json_sorted(const nlohmann::ordered_json& value);
/// json.dumps(value, sort_keys=True, separators=(",", ":")).
SecretText python_json_compact_sorted(const nlohmann::ordered_json& value);
/// json.dumps(value, indent=2).
SecretText python_json_indented(const nlohmann::ordered_json& value);

}  // namespace latchkey
