// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/config_node.hpp"
#include "world/world.hpp"

namespace testbed {

/// Reads the root's "identity_providers", before the accounts, whose roles name them.
void read_identity_providers(World& world, const ConfigNode& root);

/// Reads a role's "trust": principals, and objects for identity providers.
void read_trust(const World& world, const ConfigNode& role_node, Role& role);

/// Reads the root's "logins", after the accounts, whose users they name.
void read_logins(World& world, const ConfigNode& root);

}  // namespace testbed
