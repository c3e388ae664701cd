// SPDX-License-Identifier: Apache-2.0
#include "world/world.hpp"

namespace testbed {

const MfaDevice* find_device(const World& world, const std::string& serial) {
  const auto owner = world.mfa_owners.find(serial);
  if (owner == world.mfa_owners.end()) return nullptr;
  for (const MfaDevice& device : owner->second->mfa_devices) {
    if (device.serial == serial) return &device;
  }
  return nullptr;
}

}  // namespace testbed
