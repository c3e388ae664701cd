// SPDX-License-Identifier: Apache-2.0
// Any bytes as a cache file: an entry with all of its parts, or a reason why it is none.
#include "aws/cache/cache_entry.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace latchkey;
  const TimePoint now = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  const auto zone = [] { return LocalZone{"JST", "JDT", std::chrono::hours{9}, std::chrono::hours{10}}; };
  const auto entry = parse_cache_entry({reinterpret_cast<const char*>(data), size}, now, zone, "aws");
  const bool complete =
      entry.credentials && entry.credentials->session_token && entry.credentials->expiration;
  const bool is_unused = entry.state == CacheEntry::State::unused;
  if (is_unused ? complete && !entry.reason.empty() : complete == entry.reason.empty()) return 0;
  std::abort();
}
