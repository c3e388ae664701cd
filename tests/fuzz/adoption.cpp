// SPDX-License-Identifier: Apache-2.0
// Any bytes as both config files. Adopts each profile that can be adopted and releases it again: the bytes
// are the original ones, and meanwhile latchkey reads the same plans.
#include "aws/config/adoption.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "aws/cache/cache_key.hpp"
#include "mfa/forecast.hpp"

namespace {

using namespace latchkey;

std::string plans_of(const Config& config) {
  std::string text;
  for (const auto& profile : config.profiles()) {
    const auto plan = plan_roles(config, profile.name);
    text += profile.name + "\n";
    if (!plan) text += plan.error().message + '\n';
    if (!plan || !*plan) continue;
    text += (*plan)->base_profile + '\n' + (*plan)->credential_source + '\n';
    for (const auto& step : (*plan)->steps) text += step.profile + ' ' + role_cache_key(step) + '\n';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto half = text.find('\0');
  const ConfigText config{"config", text.substr(0, half)};
  const ConfigText credentials{"credentials", half == std::string::npos
                                                  ? std::nullopt
                                                  : std::optional<SecretText>(text.substr(half + 1))};
  const auto before = Config::parse(config, credentials);
  if (!before) return 0;
  const auto edits = adopt_edits(config, credentials, profiles_with_code(*before, Environment()),
                                 "/opt/it's here/latchkey", OwnKeys::refuse);
  if (!edits) std::abort();
  ConfigText adopted_config = config;
  ConfigText adopted_credentials = credentials;
  adopted_config.text = edited(*config.text, edits->config);
  if (credentials.text) adopted_credentials.text = edited(*credentials.text, edits->credentials);
  const auto between = Config::parse(adopted_config, adopted_credentials);
  if (!between || plans_of(*between) != plans_of(*before)) std::abort();
  if (edits->profiles.empty()) return 0;
  for (const auto& name : edits->profiles) {
    const auto back = release_edits(adopted_config, adopted_credentials, name);
    if (!back) std::abort();
    adopted_config.text = edited(*adopted_config.text, back->config);
    if (credentials.text) adopted_credentials.text = edited(*adopted_credentials.text, back->credentials);
  }
  if (adopted_config.text != config.text || adopted_credentials.text != credentials.text) std::abort();
  return 0;
}
