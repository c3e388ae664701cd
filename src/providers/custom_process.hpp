// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "platform/process/subprocess.hpp"
#include <latchkey/error.hpp>

// Checks a profile's credential_process before it is run. Also for explanations.
namespace latchkey {

/// The words of its command line, at least one. nullopt: the profile has no credential_process. Errors:
/// config - it cannot be split, or runs recursively.
Result<std::optional<std::vector<std::string>>> credential_process_words(const Setup& setup,
                                                                         const std::string& profile);

/// The error of a process that runs latchkey for its own profile.
Error credential_process_loop(const Profile& profile);

/// The error of a program that cannot be started.
Error credential_process_not_started(const std::string& profile, const std::string& program,
                                     const StartFailure& failure);

}  // namespace latchkey
