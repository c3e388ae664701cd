// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace testbed {

// Times are whole Unix seconds, UTC.
std::string basic_time(std::int64_t unix_time);     ///< 20260101T000000Z
std::string extended_time(std::int64_t unix_time);  ///< 2026-01-01T00:00:00Z
std::string http_time(std::int64_t unix_time);      ///< Thu, 01 Jan 2026 00:00:00 GMT

std::optional<std::int64_t> parse_basic_time(std::string_view text);
std::optional<std::int64_t> parse_http_time(std::string_view text);

}  // namespace testbed
