// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "platform/environment.hpp"
#include <latchkey/credentials.hpp>

namespace latchkey {

/// The environment of a program that is to use these credentials: they and the region in, every variable out
/// that would make it look elsewhere.
Environment child_environment(Environment env, const Credentials& credentials,
                              const std::optional<std::string>& region);

}  // namespace latchkey
