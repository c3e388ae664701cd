// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "aws/config/setup.hpp"
#include "platform/files/file_lock.hpp"
#include "platform/host.hpp"
#include <latchkey/error.hpp>

namespace latchkey {

/// Takes the lock that allows one instance per user: ~/.aws/latchkey/locks/NAME.lock. nullopt: another
/// process holds it. Errors: io.
Result<std::optional<FileLock>> take_instance_lock(const Host& host, const std::string& name);

/// The configuration of a background process. In another configuration, a profile of the same name may have
/// other credentials, so commands use a process only if the configurations are equal.
struct Configuration {
  std::string path;  ///< of the config file, absolute, for messages; empty if it has over 1,000 bytes
  std::string id;    ///< a digest of the two files' paths and of the variables that select an STS endpoint

  bool operator==(const Configuration& other) const { return id == other.id; }
};

Configuration configuration_of(const Setup& setup);

/// The end of a message: ": ~/repo/config"; empty if the path is unknown.
std::string configuration_text(const Configuration& configuration, const Environment& env);

}  // namespace latchkey
