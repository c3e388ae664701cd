// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// The lock file of the one place that there is for each user, by `name`: ~/.aws/latchkey/locks/NAME.lock.
std::string instance_lock_path(const Host& host, const std::string& name);

/// The lock on it. nullopt: another process holds it. Errors: io.
Result<std::optional<FileLock>> take_instance_lock(const Host& host, const std::string& name);

}  // namespace latchkey
