// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/config_node.hpp"
#include "world/world.hpp"

namespace testbed {

/// Reads the root's "sso". The accounts must be read already: assignments name their roles.
void read_sso(World& world, const ConfigNode& root);

}  // namespace testbed
