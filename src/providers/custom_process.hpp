// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/config/setup.hpp"
#include "platform/process/subprocess.hpp"
#include <latchkey/error.hpp>

// A profile's credential_process before it is run, also for those who only explain it.
namespace latchkey {

/// Its words; never none. nullopt: the profile has no credential_process. Errors: config - it cannot be
/// split, or is running above us already.
Result<std::optional<std::vector<std::string>>> credential_process_words(const Setup& setup,
                                                                         const std::string& profile);

/// The error of one that runs latchkey for the profile it belongs to.
Error credential_process_loop(const Profile& profile);

/// The error of one whose program cannot be started.
Error credential_process_not_started(const std::string& profile, const std::string& program,
                                     const StartFailure& failure);

}  // namespace latchkey
