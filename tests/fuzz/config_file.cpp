// SPDX-License-Identifier: Apache-2.0
// Any bytes as both config files: parsed or rejected, and every profile planned, without a crash. A rejection
// has a reason of one line.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "aws/cache/cache_key.hpp"
#include "aws/config/config.hpp"
#include "aws/config/role_plan.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace latchkey;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto half = text.find('\0');
  const auto config = Config::parse(
      {"config", text.substr(0, half)},
      {"credentials", half == std::string::npos ? std::nullopt : std::optional(text.substr(half + 1))});
  if (!config) {
    if (config.error().message.empty() || config.error().hint.empty()) std::abort();
    return 0;
  }
  for (const auto& profile : config->profiles()) {
    const auto plan = plan_roles(*config, profile.name);
    if (!plan || !*plan) continue;
    for (const auto& step : (*plan)->steps) {
      if (role_cache_key(step).size() != 40) std::abort();
    }
  }
  return 0;
}
