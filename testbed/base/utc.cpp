// SPDX-License-Identifier: Apache-2.0
#include "base/utc.hpp"

#include <array>
#include <ctime>

namespace testbed {
namespace {

std::string format(std::int64_t unix_time, const char* pattern) {
  const std::time_t time = static_cast<std::time_t>(unix_time);
  std::tm parts{};
  if (gmtime_r(&time, &parts) == nullptr) return {};
  std::array<char, 64> out{};
  return {out.data(), std::strftime(out.data(), out.size(), pattern, &parts)};
}

// Formatting the result again rejects what strptime accepts: blanks, missing zeros, February 30th.
std::optional<std::int64_t> parse(std::string_view text, const char* pattern) {
  const std::string copy(text);
  std::tm parts{};
  const char* end = strptime(copy.c_str(), pattern, &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const auto time = static_cast<std::int64_t>(timegm(&parts));
  if (format(time, pattern) != copy) return std::nullopt;
  return time;
}

constexpr const char* kBasic = "%Y%m%dT%H%M%SZ";
constexpr const char* kHttp = "%a, %d %b %Y %H:%M:%S GMT";

}  // namespace

std::string basic_time(std::int64_t unix_time) {
  return format(unix_time, kBasic);
}
std::string extended_time(std::int64_t unix_time) {
  return format(unix_time, "%Y-%m-%dT%H:%M:%SZ");
}
std::string http_time(std::int64_t unix_time) {
  return format(unix_time, kHttp);
}
std::optional<std::int64_t> parse_basic_time(std::string_view text) {
  return parse(text, kBasic);
}
std::optional<std::int64_t> parse_http_time(std::string_view text) {
  return parse(text, kHttp);
}

}  // namespace testbed
