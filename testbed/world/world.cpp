// SPDX-License-Identifier: Apache-2.0
#include "world/world.hpp"

namespace testbed {

const SsoInstance* find_sso(const World& world, std::string_view start_url) {
  const auto core = [](std::string_view url) {
    while (!url.empty() && (url.back() == '/' || url.back() == '#')) url.remove_suffix(1);
    return url;
  };
  for (const SsoInstance& instance : world.sso) {
    if (core(instance.start_url) == core(start_url)) return &instance;
  }
  return nullptr;
}

const MfaDevice* find_device(const World& world, const std::string& serial) {
  const auto owner = world.mfa_owners.find(serial);
  if (owner == world.mfa_owners.end()) return nullptr;
  for (const MfaDevice& device : owner->second->mfa_devices) {
    if (device.serial == serial) return &device;
  }
  return nullptr;
}

}  // namespace testbed
