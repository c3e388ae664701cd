// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace latchkey {

/// json.dumps(value): separators ", " and ": ", members in their own order, ASCII only. Source: CPython's
/// json/encoder.py. Bytes that are no UTF-8 come out as the surrogates that Python reads them as.
std::string python_json(const nlohmann::ordered_json& value);
/// json.dumps(value, sort_keys=True): members by code point, at every level.
std::string python_json_sorted(const nlohmann::ordered_json& value);
/// json.dumps(value, sort_keys=True, separators=(",", ":")).
std::string python_json_compact_sorted(const nlohmann::ordered_json& value);
/// json.dumps(value, indent=2).
std::string python_json_indented(const nlohmann::ordered_json& value);

}  // namespace latchkey
